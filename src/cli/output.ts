import { styleText } from "node:util";
import { wrap } from "../text/index.ts";
import { quietWriter } from "./quiet-writer.ts";
import type { World } from "./world.ts";

/** Words first; the colour only repeats them. All are six cells wide. */
export const MARKS = {
  ok: "[ OK ]",
  warn: "[WARN]",
  fail: "[FAIL]",
  none: "[ -- ]",
  unknown: "[ ?? ]",
  busy: "[ .. ]",
} as const;
export type Mark = keyof typeof MARKS;

const COLOURS = {
  ok: "green",
  warn: "yellow",
  fail: "red",
  none: "gray",
  unknown: "yellow",
  busy: "cyan",
} as const;

/** Results to standard output, messages to standard error, JSON Lines when asked for. */
export interface Output {
  readonly json: boolean;
  /** Cells of a line; 80 where nobody can tell. */
  readonly width: number;
  /** Aborts when the reader of standard output has gone: nothing to follow any more. */
  readonly readerGone: AbortSignal;
  /** One line for people; nothing under `--json`. */
  line(text?: string): void;
  /** One JSON object; nothing without `--json`. */
  object(value: unknown): void;
  /** Text as it is, both ways: documents. */
  raw(text: string): void;
  /** To standard error, for people. */
  note(text: string): void;
  mark(mark: Mark): string;
}

export function createOutput(world: World, json: boolean): Output {
  const { stdout, stderr, env } = world;
  const readerGone = new AbortController();
  const write = quietWriter(stdout, () => readerGone.abort());
  const complain = quietWriter(stderr);
  const coloured = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  return {
    json,
    width: Math.max(40, stdout.columns ?? 80),
    readerGone: readerGone.signal,
    line(text = "") {
      if (!json) write(`${text}\n`);
    },
    object(value) {
      if (json) write(`${JSON.stringify(value)}\n`);
    },
    raw: write,
    note(text) {
      complain(`${text}\n`);
    },
    mark(mark) {
      if (!coloured) return MARKS[mark];
      return styleText(COLOURS[mark], MARKS[mark], { validateStream: false });
    },
  };
}

/** Words on lines, each after the indent. */
export function indented(text: string, indent: number, width: number): readonly string[] {
  const blanks = " ".repeat(indent);
  return wrap(text, Math.max(20, width - indent)).map((line) => blanks + line);
}
