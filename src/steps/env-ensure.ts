import { defineHandler, type Step } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { defineStep, type SecretDigests, type StepOptions } from "./define-step.ts";
import { captureCopy, undoCopy } from "./kept-copy.ts";
import { checkOwnedFile, type OwnedFile, previewOwnedFile, runOwnedFile } from "./owned-file.ts";
import { forgetFile, restoreFile, savedFileIn, saveFile } from "./saved-file.ts";
import { asTemplateText, escapeEnv, parseTemplate, secretNames } from "./template.ts";

export interface EnvFile {
  readonly path: string;
  /** Values are templates; written in this order. */
  readonly vars: Readonly<Record<string, string>>;
  readonly mode: number;
  /** See `OwnedFile`. */
  readonly keep?: string;
}

export interface EnvEnsureOptions extends StepOptions {
  readonly path: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Permission bits; 0600 unless told, because proxy credentials stand in such files. */
  readonly mode?: number;
  readonly secrets?: SecretDigests;
}

/** An environment file that systemd (EnvironmentFile=) and sh read alike. We own the whole file. */
export function envEnsure(options: EnvEnsureOptions): Step<"env.ensure", EnvFile> {
  const { path, vars, mode = 0o600, secrets } = options;
  return defineStep(options, {
    kind: "env.ensure",
    title: `Write ${path}`,
    params: { path, vars, mode },
    undo: "exact",
    usualMs: 50,
    secretNames: secretNames(renderEnv(vars)),
    ...(secrets === undefined ? {} : { secrets }),
  });
}

export const envEnsureHandler = defineHandler<EnvFile>("env.ensure", {
  check: (params, context) => checkOwnedFile(ownedFile(params), context),
  preview: (params, context) => previewOwnedFile(ownedFile(params), context),
  async capture(params, { host }) {
    return { file: await saveFile(params.path, host), ...(await captureCopy(params, host)) };
  },
  run: (params, context) => runOwnedFile(ownedFile(params), context),
  async undo(params, captured, { host }) {
    await restoreFile(savedFileIn(captured, "file"), host);
    await undoCopy(params, captured, host);
  },
  forget: (_params, captured, { host }) => forgetFile(savedFileIn(captured, "file"), host),
});

function ownedFile({ path, vars, mode, keep }: EnvFile): OwnedFile {
  return { path, template: renderEnv(vars), mode, ...(keep === undefined ? {} : { keep }) };
}

/** `NAME="value"` per line, as a template. */
export function renderEnv(vars: Readonly<Record<string, string>>): string {
  const lines = Object.entries(vars).map(
    ([name, value]) => `${checkedName(name)}="${quoted(value)}"`,
  );
  return `# Written by bringup; changes here are overwritten.\n${lines.join("\n")}\n`;
}

function quoted(template: string): string {
  return parseTemplate(template)
    .map((part) => {
      if (part.is === "text") return inside(part.text);
      if (part.filter === "raw") return `{{secret:${part.name}|env}}`;
      if (part.filter === "percent") return `{{secret:${part.name}|percent}}`;
      throw new BringupError("BUG", `the filter ${part.filter} does not fit an environment file`);
    })
    .join("");
}

function inside(text: string): string {
  if (/[\n\r\0]/.test(text))
    throw new BringupError("DOCUMENT_INVALID", "a value of an environment file has a line break");
  return asTemplateText(escapeEnv(text));
}

function checkedName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw new BringupError("BUG", `not the name of an environment variable: ${name}`);
}
