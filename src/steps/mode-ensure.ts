import {
  blocked,
  type CheckContext,
  defineHandler,
  done,
  type FileOwner,
  type FileStat,
  type Step,
  todo,
  type UndoRecord,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";

export interface WantedAccess {
  /** A file or folder that is there, and no link. */
  readonly path: string;
  /** Permission bits, for example 0o1777; left as they are unless told. */
  readonly mode?: number;
  /** Left as it is unless told. */
  readonly owner?: FileOwner;
}

/** Permission bits and owner of something that is there. Undo brings the former ones back. */
export function modeEnsure(options: StepOptions & WantedAccess): Step<"mode.ensure", WantedAccess> {
  const { path, mode, owner } = options;
  return defineStep(options, {
    kind: "mode.ensure",
    title: `Let ${path} be ${wordsOf({ path, ...given(mode, owner) })}`,
    params: { path, ...given(mode, owner) },
    undo: "exact",
    usualMs: 50,
  });
}

export const modeEnsureHandler = defineHandler<WantedAccess>("mode.ensure", {
  async check(params, { host }) {
    const { path } = params;
    const stat = await host.files.stat(path);
    if (stat === undefined) return blocked(`${path} is not there`, `Make ${path} first.`);
    if (stat.kind !== "file" && stat.kind !== "directory")
      return blocked(`${path} is no plain file or folder`, `Look at ${path} by hand.`);
    const now = wordsOf({ path, ...accessOf(stat) });
    return isAsWanted(stat, params) ? done(`${path} is ${now}`) : todo(`${path} is ${now}`);
  },
  async preview(params, context) {
    const { path } = params;
    const stat = await statOf(path, context);
    const now = { sign: "-" as const, text: wordsOf({ path, ...accessOf(stat) }) };
    return [{ subject: path, lines: [now, { sign: "+", text: wordsOf(params) }] }];
  },
  async capture({ path }, context) {
    return { former: accessOf(await statOf(path, context)) };
  },
  async run({ path, mode, owner }, { host, report }) {
    // A change of owner drops the bits for set-user-id, so the mode comes last.
    if (owner !== undefined) await host.files.setOwner(path, owner);
    if (mode !== undefined) await host.files.setMode(path, mode);
    report({ evidence: `${path} is ${wordsOf({ path, ...given(mode, owner) })}` });
  },
  async undo({ path, owner }, captured, { host }) {
    if ((await host.files.stat(path)) === undefined) return;
    const former = formerIn(captured);
    if (owner !== undefined && former.owner !== undefined)
      await host.files.setOwner(path, former.owner);
    await host.files.setMode(path, former.mode);
  },
});

async function statOf(path: string, { host }: CheckContext): Promise<FileStat> {
  const stat = await host.files.stat(path);
  if (stat === undefined) throw new BringupError("FILE_UNREADABLE", `${path}: no such file`);
  return stat;
}

function accessOf({ mode, owner }: FileStat) {
  return { mode, ...given(undefined, owner) };
}

function given(mode: number | undefined, owner: FileOwner | undefined) {
  return { ...(mode === undefined ? {} : { mode }), ...(owner === undefined ? {} : { owner }) };
}

/** An owner that cannot be seen is not the wanted one. */
function isAsWanted(stat: FileStat, { mode, owner }: WantedAccess): boolean {
  if (mode !== undefined && stat.mode !== mode) return false;
  if (owner === undefined) return true;
  return stat.owner?.uid === owner.uid && stat.owner.gid === owner.gid;
}

/** `mode 1777, owner 0:0` */
function wordsOf({ mode, owner }: WantedAccess): string {
  const parts = [
    ...(mode === undefined ? [] : [`mode ${mode.toString(8).padStart(4, "0")}`]),
    ...(owner === undefined ? [] : [`owner ${owner.uid}:${owner.gid}`]),
  ];
  return parts.join(", ");
}

function formerIn(captured: UndoRecord): { readonly mode: number; readonly owner?: FileOwner } {
  return field(captured, "former", (value): value is { mode: number; owner?: FileOwner } => {
    if (typeof value !== "object" || value === null) return false;
    return "mode" in value && typeof value.mode === "number";
  });
}
