import { defineHandler, type HostIO, type Step } from "../engine/index.ts";
import { defineStep, type SecretDigests, type StepOptions } from "./define-step.ts";
import { captureCopy, undoCopy } from "./kept-copy.ts";
import { checkOwnedFile, type OwnedFile, previewOwnedFile, runOwnedFile } from "./owned-file.ts";
import { forgetFile, restoreFile, savedFileIn, saveFile } from "./saved-file.ts";
import { secretNames } from "./template.ts";
import { restartIfUp } from "./unit-change.ts";

export interface FileEnsureOptions extends StepOptions {
  readonly path: string;
  /** Whole content; secrets as `{{secret:NAME}}`, foreign text through `asTemplateText`. */
  readonly template: string;
  /** Permission bits; 0644 unless told. */
  readonly mode?: number;
  readonly secrets?: SecretDigests;
  /** The unit that reads it at its start: undo restarts it when it runs, so that it forgets ours. */
  readonly readBy?: string;
}

interface EnsuredFile extends OwnedFile {
  readonly readBy?: string;
}

/** A file with exactly this content and mode. Undo brings the former bytes back. */
export function fileEnsure(options: FileEnsureOptions): Step<"file.ensure", EnsuredFile> {
  const { path, template, mode = 0o644, secrets, readBy } = options;
  return defineStep(options, {
    kind: "file.ensure",
    title: `Write ${path}`,
    params: { path, template, mode, ...(readBy === undefined ? {} : { readBy }) },
    undo: "exact",
    usualMs: 50,
    secretNames: secretNames(template),
    ...(secrets === undefined ? {} : { secrets }),
  });
}

export const fileEnsureHandler = defineHandler<EnsuredFile>("file.ensure", {
  check: checkOwnedFile,
  preview: previewOwnedFile,
  async capture(params, { host }) {
    return { file: await saveFile(params.path, host), ...(await captureCopy(params, host)) };
  },
  run: runOwnedFile,
  async undo(params, captured, context) {
    const { path, readBy } = params;
    const { host } = context;
    await restoreFile(savedFileIn(captured, "file"), host);
    await undoCopy(params, captured, host);
    await forgetUnit(path, host);
    if (readBy !== undefined) await restartIfUp(readBy, context);
  },
  forget: (_params, captured, { host }) => forgetFile(savedFileIn(captured, "file"), host),
});

/** systemd keeps a unit in memory until it is told that the file went. */
export async function forgetUnit(path: string, host: HostIO): Promise<void> {
  if (/^\/(etc|run)\/systemd\/system\//.test(path)) await host.units.reload();
}
