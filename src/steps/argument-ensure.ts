import { blocked, defineHandler, done, type Step, todo } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { defineStep, type StepOptions } from "./define-step.ts";
import { forgetFile, keepBeside, restoreFile, savedFileIn, saveFile } from "./saved-file.ts";

export interface WantedArgument {
  /** A file of arguments, one on a line; it is of somebody else, and the other lines stay. */
  readonly path: string;
  /** `--resolv-conf` */
  readonly name: string;
  readonly value: string;
}

/** One argument in a file of them. Undo brings the former bytes back. */
export function argumentEnsure(
  options: StepOptions & WantedArgument,
): Step<"argument.ensure", WantedArgument> {
  const { path, name, value } = options;
  return defineStep(options, {
    kind: "argument.ensure",
    title: `Write ${name}=${value} into ${path}`,
    params: { path, name, value },
    undo: "exact",
    usualMs: 50,
  });
}

export const argumentEnsureHandler = defineHandler<WantedArgument>("argument.ensure", {
  async check(wanted, { host }) {
    const { path, name } = wanted;
    const text = await host.files.readText(path);
    if (text === undefined) return blocked(`${path} is not there`, "Look at it by hand.");
    if (changed(text, wanted) === text) return done(`${path} has it`);
    return todo(`${path} has ${linesOf(text, name)[0] ?? `no ${name}`}`);
  },
  async preview(wanted, { host }) {
    const text = (await host.files.readText(wanted.path)) ?? "";
    const former = linesOf(text, wanted.name).map((line) => ({ sign: "-" as const, text: line }));
    return [{ subject: wanted.path, lines: [...former, { sign: "+", text: lineOf(wanted) }] }];
  },
  capture: async ({ path }, { host }) => ({ file: await saveFile(path, host) }),
  async run(wanted, context) {
    const { path } = wanted;
    const { files } = context.host;
    const [stat, text] = [await files.stat(path), await files.readText(path)];
    if (stat === undefined || text === undefined)
      throw new BringupError("FILE_UNREADABLE", `${path}: no such file`);
    const after = changed(text, wanted);
    // Done before a cut: what was kept beside it is the former text, and stays.
    if (after === text) return;
    await keepBeside(path, context);
    await files.writeAtomic(path, after, { mode: stat.mode, signal: context.signal });
    context.report({ evidence: `wrote ${lineOf(wanted)} into ${path}` });
  },
  undo: (_wanted, captured, { host }) => restoreFile(savedFileIn(captured, "file"), host),
  forget: (_wanted, captured, { host }) => forgetFile(savedFileIn(captured, "file"), host),
});

const lineOf = ({ name, value }: WantedArgument): string => `${name}=${value}`;

function linesOf(text: string, name: string): readonly string[] {
  return text.split("\n").filter((line) => isOf(line, name));
}

const isOf = (line: string, name: string): boolean => /^[^=\s]+/.exec(line)?.[0] === name;

/** In the place of the first that is there, else at the end; a second one would win, so it goes. */
function changed(text: string, wanted: WantedArgument): string {
  const lines = text.split("\n").filter((line) => line !== "");
  const at = lines.findIndex((line) => isOf(line, wanted.name));
  const others = (part: readonly string[]) => part.filter((line) => !isOf(line, wanted.name));
  const [before, after] = at < 0 ? [lines, []] : [lines.slice(0, at), lines.slice(at + 1)];
  return `${[...before, lineOf(wanted), ...others(after)].join("\n")}\n`;
}
