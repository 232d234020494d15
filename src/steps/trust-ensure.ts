import {
  type CheckContext,
  defineHandler,
  done,
  type HostView,
  type RunContext,
  type Step,
  todo,
  type UndoRecord,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { execChecked } from "./exec-checked.ts";
import { isStrings, missingFolders, removeEmptyFolders } from "./saved-file.ts";
import { certificateDigests, TRUST_STORES, type TrustFamily } from "./trust-store.ts";

export interface TrustAnchors {
  readonly family: TrustFamily;
  /** Every certificate of ours; one certificate per entry. Others of ours are removed. */
  readonly anchors: readonly TrustAnchor[];
}

export interface TrustAnchor {
  /** Becomes the file `bringup-NAME.crt`. */
  readonly name: string;
  readonly pem: string;
  /** For people: subject and end of validity. */
  readonly summary: string;
}

/** File names by which anchors are known as ours. */
const OURS = /^bringup-.*\.crt$/;

/** The host trusts exactly these certificates of ours, beside those of the system. */
export function trustEnsure(
  options: StepOptions & TrustAnchors,
): Step<"trust.ensure", TrustAnchors> {
  const { family, anchors } = options;
  const count = anchors.length;
  return defineStep(options, {
    kind: "trust.ensure",
    title:
      count === 0
        ? "Trust no certificates of ours"
        : `Trust ${count} CA certificate${count === 1 ? "" : "s"}`,
    params: { family, anchors },
    undo: "compensate",
    usualMs: 5_000,
  });
}

export const trustEnsureHandler = defineHandler<TrustAnchors>("trust.ensure", {
  async check(params, { host }) {
    const wanted = filesOf(params);
    const found = await ourFiles(params.family, host);
    for (const [name, pem] of wanted)
      if (found.get(name) !== pem) return todo(`${name} is not among the anchors`);
    for (const name of found.keys())
      if (!wanted.has(name)) return todo(`${name} is not wanted any more`);
    const trusted = new Set(certificateDigests(await bundleText(params.family, host)));
    for (const { name, pem } of params.anchors)
      if (!certificateDigests(pem).every((digest) => trusted.has(digest)))
        return todo(`the bundle of this host lacks ${name}`);
    return done(
      wanted.size === 0 ? "no certificates of ours" : "the host trusts these certificates",
    );
  },
  async preview(params, { host }) {
    const wanted = filesOf(params);
    const found = await ourFiles(params.family, host);
    const gone = [...found.keys()].filter((name) => !wanted.has(name));
    const lines = [
      ...gone.map((name) => ({ sign: "-" as const, text: name })),
      ...params.anchors.map(({ name, pem, summary }) => {
        const isThere = found.get(fileName(name)) === pem;
        const [digest = ""] = certificateDigests(pem);
        const text = `${fileName(name)}: ${summary}, SHA-256 ${digest}`;
        return { sign: isThere ? (" " as const) : ("+" as const), text };
      }),
    ];
    return [{ subject: TRUST_STORES[params.family].anchors, lines }];
  },
  async capture({ family }, { host }) {
    const newFolders = await missingFolders(`${TRUST_STORES[family].anchors}/x`, host);
    return { files: Object.fromEntries(await ourFiles(family, host)), newFolders };
  },
  run: (params, context) => putAnchors(params.family, filesOf(params), context),
  async undo({ family }, captured, context) {
    await putAnchors(family, new Map(Object.entries(filesIn(captured))), context);
    await removeEmptyFolders(field(captured, "newFolders", isStrings), context.host);
  },
});

/**
 * A file that goes is emptied first and removed only after the bundle was made anew, so that a cut
 * at any point leaves a file that says there is work to do.
 */
async function putAnchors(
  family: TrustFamily,
  wanted: ReadonlyMap<string, string>,
  { host, signal, report }: RunContext,
): Promise<void> {
  const { anchors, update, package: name } = TRUST_STORES[family];
  const found = await ourFiles(family, host);
  for (const [file, pem] of wanted)
    if (found.get(file) !== pem)
      await host.files.writeAtomic(`${anchors}/${file}`, pem, { mode: 0o644, signal });
  const gone = [...found.keys()].filter((file) => !wanted.has(file));
  for (const file of gone)
    await host.files.writeAtomic(`${anchors}/${file}`, "", { mode: 0o644, signal });
  const missingHint = `Install the package ${name}.`;
  report({ evidence: "making the bundle of trusted certificates anew" });
  await execChecked(host, update, { timeoutMs: 60_000, signal, missingHint });
  for (const file of gone) await host.files.remove(`${anchors}/${file}`);
  if (gone.length > 0) await execChecked(host, update, { timeoutMs: 60_000, signal, missingHint });
  report({ evidence: `${wanted.size} certificates of ours are trusted` });
}

async function ourFiles(family: TrustFamily, host: HostView): Promise<ReadonlyMap<string, string>> {
  const { anchors } = TRUST_STORES[family];
  const files = new Map<string, string>();
  for (const name of (await host.files.list(anchors)) ?? [])
    if (OURS.test(name)) files.set(name, (await host.files.readText(`${anchors}/${name}`)) ?? "");
  return files;
}

async function bundleText(family: TrustFamily, host: CheckContext["host"]): Promise<string> {
  for (const path of TRUST_STORES[family].bundles) {
    const text = await host.files.readText(path, { maxBytes: 16_000_000 });
    if (text !== undefined) return text;
  }
  return "";
}

function filesOf({ anchors }: TrustAnchors): ReadonlyMap<string, string> {
  return new Map(anchors.map(({ name, pem }) => [fileName(name), pem]));
}

function fileName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return `bringup-${name}.crt`;
  throw new BringupError("BUG", `not a file name: ${name}`);
}

function filesIn(captured: UndoRecord): Readonly<Record<string, string>> {
  return field(captured, "files", (value): value is Readonly<Record<string, string>> =>
    typeof value === "object" && value !== null
      ? Object.values(value).every((item) => typeof item === "string")
      : false,
  );
}
