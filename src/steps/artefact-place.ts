import {
  type CheckContext,
  defineHandler,
  done,
  type HostIO,
  type RunContext,
  type Step,
  todo,
  type UndoRecord,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import {
  checkArtefact,
  corrupt,
  missing,
  STREAM_LIMIT,
  USUAL_BYTES_PER_MS,
} from "./artefact-verify.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { octal } from "./owned-file.ts";
import { isStrings, missingFolders, removeEmptyFolders } from "./saved-file.ts";

export interface PlacedArtefact {
  readonly from: string;
  readonly to: string;
  /** Hex. */
  readonly sha256: string;
  readonly mode: number;
  readonly sizeBytes: number;
}

/**
 * A verified copy of an artefact at its place. What was there before stays beside it as `.prev`, and
 * undo brings it back.
 */
export function artefactPlace(
  options: StepOptions & PlacedArtefact,
): Step<"artefact.place", PlacedArtefact> {
  const { from, to, sha256, mode, sizeBytes } = options;
  return defineStep(options, {
    kind: "artefact.place",
    title: `Place ${to} (${formatBytes(sizeBytes)})`,
    params: { from, to, sha256: sha256.toLowerCase(), mode, sizeBytes },
    undo: "exact",
    usualMs: Math.ceil((3 * sizeBytes) / USUAL_BYTES_PER_MS),
    limit: STREAM_LIMIT,
  });
}

export const artefactPlaceHandler = defineHandler<PlacedArtefact>("artefact.place", {
  async check(params, context) {
    const verdict = await checkPlace(params, context);
    if (verdict.is !== "todo" || !(await differs(params, context))) return verdict;
    const source = await checkArtefact({ ...params, path: params.from }, context);
    return source.is === "done" ? verdict : source;
  },
  async preview({ from, to, sha256, mode, sizeBytes }, { host }) {
    const before = await host.files.stat(to);
    const old = before === undefined ? [] : [`(${before.sizeBytes} bytes, kept as ${to}.prev)`];
    const now = [`${from}`, `${sizeBytes} bytes, mode ${octal(mode)}`, `sha256 ${sha256}`];
    const lines = [
      ...old.map((text) => ({ sign: "-" as const, text })),
      ...now.map((text) => ({ sign: "+" as const, text })),
    ];
    return [{ subject: to, lines }];
  },
  async capture({ to }, { host, signal }) {
    const stat = await host.files.stat(to);
    const sha256 = await host.files.sha256(to, { signal });
    const former = stat === undefined || sha256 === undefined ? null : { sha256, mode: stat.mode };
    const hadPrevious = (await host.files.stat(previousOf(to))) !== undefined;
    return { former, hadPrevious, newFolders: await missingFolders(to, host) };
  },
  async run(params, context) {
    const { to, mode } = params;
    const { host } = context;
    if (await differs(params, context)) {
      const source = await checkArtefact({ ...params, path: params.from }, context);
      if (source.is !== "done")
        throw (await host.files.stat(params.from)) ? corrupt(params.from) : missing(params.from);
      await keepPrevious(to, context);
      await copyWithProgress(params, context);
    }
    if ((await host.files.stat(to))?.mode !== mode) await host.files.setMode(to, mode);
    context.report({ evidence: `${to} is in place` });
  },
  async undo({ to }, captured, { host, signal }) {
    const former = formerIn(captured);
    if (former === null) {
      await host.files.remove(to);
      await removeEmptyFolders(field(captured, "newFolders", isStrings), host);
      return;
    }
    await bringBack(to, former, { host, signal });
    if (captured.hadPrevious === false) await host.files.remove(previousOf(to));
  },
});

async function checkPlace(
  { to, mode, ...wanted }: PlacedArtefact,
  context: CheckContext,
): Promise<Verdict> {
  const stat = await context.host.files.stat(to);
  if (stat === undefined) return todo(`${to} is missing`);
  if (await differs({ to, mode, ...wanted }, context)) return todo(`${to} is another file`);
  if (stat.mode !== mode) return todo(`${to} has mode ${octal(stat.mode)}, not ${octal(mode)}`);
  return done(`${to} is in place`);
}

async function differs(
  { to, sha256, sizeBytes }: PlacedArtefact,
  { host, signal }: CheckContext,
): Promise<boolean> {
  const stat = await host.files.stat(to);
  if (stat?.kind !== "file" || stat.sizeBytes !== sizeBytes) return true;
  return (await host.files.sha256(to, { signal })) !== sha256;
}

async function keepPrevious(to: string, { host, signal, report }: RunContext): Promise<void> {
  const stat = await host.files.stat(to);
  if (stat === undefined) return;
  if (stat.kind !== "file")
    throw new BringupError("STEP_FAILED", `${to} is not a plain file`, {
      hint: `Remove ${to} if nothing needs it, then resume.`,
    });
  report({ evidence: `keeping the former file as ${previousOf(to)}` });
  await host.files.copy(to, previousOf(to), { mode: stat.mode, signal });
}

function copyWithProgress(
  { from, to, mode, sha256, sizeBytes }: PlacedArtefact,
  { host, signal, report }: RunContext,
): Promise<void> {
  return host.files.copy(from, to, {
    mode,
    sha256,
    signal,
    onBytes: (done) =>
      report({ evidence: `copying ${from}`, done, total: sizeBytes, unit: "bytes" }),
  });
}

async function bringBack(
  to: string,
  former: FormerArtefact,
  { host, signal }: { readonly host: HostIO; readonly signal: AbortSignal },
): Promise<void> {
  if ((await host.files.sha256(to)) !== former.sha256) {
    const { sha256, mode } = former;
    await host.files.copy(previousOf(to), to, { mode, sha256, signal });
  }
  if ((await host.files.stat(to))?.mode !== former.mode) await host.files.setMode(to, former.mode);
}

function previousOf(to: string): string {
  return `${to}.prev`;
}

interface FormerArtefact {
  readonly sha256: string;
  readonly mode: number;
}

function formerIn(captured: UndoRecord): FormerArtefact | null {
  return field(captured, "former", (value): value is FormerArtefact | null => {
    if (value === null) return true;
    return typeof value === "object" && "sha256" in value && "mode" in value;
  });
}
