import {
  blocked,
  type Change,
  type CheckContext,
  done,
  type RunContext,
  todo,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { maskedChange } from "./masked-change.ts";
import { keepBeside, MAX_SAVED_BYTES } from "./saved-file.ts";
import { fillTemplate, matchTemplate } from "./template.ts";

/** A file we own as a whole: an operator's edit shows as drift and is never merged. */
export interface OwnedFile {
  readonly path: string;
  /** See `template.ts`. */
  readonly template: string;
  readonly mode: number;
  /** A copy for a host that forgets `path` at a restart: the secrets in it are wiped by then. */
  readonly keep?: string;
}

export async function checkOwnedFile(file: OwnedFile, context: CheckContext): Promise<Verdict> {
  const { path, mode } = file;
  const stat = await context.host.files.stat(path);
  if (stat === undefined) return canWrite(file, context, `${path} is missing`);
  if (stat.kind !== "file") return notAFile(path, stat.kind);
  const text = await context.host.files.readText(path);
  if (!(await isCurrent(file, text ?? "", context))) {
    if (stat.sizeBytes > MAX_SAVED_BYTES)
      return blocked(`${path} is larger than 1 MiB and not ours`, `Move ${path} away.`);
    return canWrite(file, context, `${path} differs`);
  }
  if (stat.mode !== mode) return todo(`${path} has mode ${octal(stat.mode)}, not ${octal(mode)}`);
  if (file.keep !== undefined && (await keptText(file, context)) === undefined)
    return todo(`${file.keep} does not have it yet`);
  return done(`${path} is current`);
}

export async function previewOwnedFile(
  file: OwnedFile,
  context: CheckContext,
): Promise<readonly Change[]> {
  const stat = await context.host.files.stat(file.path);
  const before =
    stat?.kind === "file" && stat.sizeBytes <= MAX_SAVED_BYTES
      ? await context.host.files.readText(file.path)
      : undefined;
  const filled = await fillTemplate(file.template, context.secrets);
  return maskedChange({
    subject: file.path,
    template: file.template,
    ...(before === undefined ? {} : { before, modeBefore: stat?.mode ?? 0 }),
    mode: file.mode,
    ...(filled.is === "filled" ? { filled: filled.text } : {}),
    secrets: context.secrets,
  });
}

export async function runOwnedFile(file: OwnedFile, context: RunContext): Promise<void> {
  const { path, template, mode } = file;
  const stat = await context.host.files.stat(path);
  const text = stat?.kind === "file" ? await context.host.files.readText(path) : undefined;
  if (text !== undefined && (await isCurrent(file, text, context))) {
    await keepCopy(file, text, context);
    if (stat?.mode !== mode) await context.host.files.setMode(path, mode);
    context.report({ evidence: `${path} has mode ${octal(mode)}` });
    return;
  }
  const filled = await fillTemplate(template, context.secrets);
  const kept = filled.is === "filled" ? undefined : await keptText(file, context);
  if (filled.is === "missing" && kept === undefined)
    throw new BringupError("SECRET_MISSING", `${path} needs the secret ${filled.name}`);
  const wanted = filled.is === "filled" ? filled.text : (kept ?? "");
  await keepCopy(file, wanted, context);
  await keepBeside(path, context);
  await context.host.files.writeAtomic(path, wanted, { mode, signal: context.signal });
  context.report({ evidence: `wrote ${path}` });
}

async function keepCopy({ keep }: OwnedFile, text: string, context: RunContext): Promise<void> {
  const { host, signal } = context;
  if (keep === undefined || (await host.files.readText(keep)) === text) return;
  await host.files.writeAtomic(keep, text, { mode: 0o600, signal });
}

/** The copy, where it says what is wanted. */
async function keptText(file: OwnedFile, context: CheckContext): Promise<string | undefined> {
  if (file.keep === undefined) return undefined;
  const text = await context.host.files.readText(file.keep);
  return text !== undefined && (await isCurrent(file, text, context)) ? text : undefined;
}

/** Compares with the secrets themselves, or, once they are wiped, with their keyed digests. */
async function isCurrent(
  { template }: OwnedFile,
  text: string,
  { secrets }: CheckContext,
): Promise<boolean> {
  const filled = await fillTemplate(template, secrets);
  if (filled.is === "filled") return filled.text === text;
  const values = matchTemplate(template, text);
  return values?.every(({ name, value }) => secrets.matches(name, value) === true) ?? false;
}

async function canWrite(file: OwnedFile, context: CheckContext, why: string): Promise<Verdict> {
  const filled = await fillTemplate(file.template, context.secrets);
  if (filled.is === "filled" || (await keptText(file, context)) !== undefined) return todo(why);
  return blocked(
    `${why}, and the secret ${filled.name} is not stored any more`,
    `Enter the secret ${filled.name} again.`,
  );
}

function notAFile(path: string, kind: string): Verdict {
  const what = kind === "link" ? "a symbolic link" : `a ${kind}`;
  return blocked(
    `${path} is ${what}, which bringup does not replace`,
    `Remove ${path} if nothing needs it, then plan again.`,
  );
}

export function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}
