import { blocked, defineHandler, done, type Step, todo } from "../engine/index.ts";
import { redact } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";
import { defineStep, type StepOptions } from "./define-step.ts";
import { forgetUnit } from "./file-ensure.ts";
import {
  forgetFile,
  isPrivate,
  keepBeside,
  MAX_SAVED_BYTES,
  restoreFile,
  savedFileIn,
  saveFile,
} from "./saved-file.ts";

export interface AbsentFile {
  readonly path: string;
}

/** No file at this path. Only for files we own; undo brings the former bytes back. */
export function fileAbsent(options: StepOptions & AbsentFile): Step<"file.absent", AbsentFile> {
  const { path } = options;
  return defineStep(options, {
    kind: "file.absent",
    title: `Remove ${path}`,
    params: { path },
    undo: "exact",
    usualMs: 50,
  });
}

/** Lines of the removed file shown in the plan. */
const SHOWN_LINES = 20;

export const fileAbsentHandler = defineHandler<AbsentFile>("file.absent", {
  async check({ path }, { host }) {
    const stat = await host.files.stat(path);
    if (stat === undefined) return done(`${path} is absent`);
    if (stat.kind !== "file" || stat.sizeBytes > MAX_SAVED_BYTES)
      return blocked(`${path} is not a small plain file`, `Look at ${path} and remove it by hand.`);
    return todo(`${path} is there`);
  },
  async preview({ path }, { host }) {
    const stat = await host.files.stat(path);
    if (stat !== undefined && isPrivate(stat.mode))
      return [
        { subject: path, lines: [{ sign: "-", text: `(private, ${stat.sizeBytes} bytes)` }] },
      ];
    const text = redact((await host.files.readText(path)) ?? "");
    const lines = text.replace(/\n$/, "").split("\n");
    const shown = lines
      .slice(0, SHOWN_LINES)
      .map((line) => ({ sign: "-" as const, text: sanitize(line) }));
    const rest = lines.length - shown.length;
    const more = rest > 0 ? [{ sign: "-" as const, text: `.. ${rest} more lines` }] : [];
    return [{ subject: path, lines: [...shown, ...more] }];
  },
  async capture({ path }, { host }) {
    return { file: await saveFile(path, host) };
  },
  async run({ path }, context) {
    const { host, report } = context;
    await keepBeside(path, context);
    await host.files.remove(path);
    await forgetUnit(path, host);
    report({ evidence: `removed ${path}` });
  },
  async undo({ path }, captured, { host }) {
    await restoreFile(savedFileIn(captured, "file"), host);
    await forgetUnit(path, host);
  },
  forget: (_params, captured, { host }) => forgetFile(savedFileIn(captured, "file"), host),
});
