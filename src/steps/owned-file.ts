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
    if (stat?.mode !== mode) await context.host.files.setMode(path, mode);
    context.report({ evidence: `${path} has mode ${octal(mode)}` });
    return;
  }
  const filled = await fillTemplate(template, context.secrets);
  if (filled.is === "missing")
    throw new BringupError("SECRET_MISSING", `${path} needs the secret ${filled.name}`);
  await keepBeside(path, context);
  await context.host.files.writeAtomic(path, filled.text, { mode, signal: context.signal });
  context.report({ evidence: `wrote ${path}` });
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
  if (filled.is === "filled") return todo(why);
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
