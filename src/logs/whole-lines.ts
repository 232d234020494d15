import type { LogLine } from "../engine/index.ts";

/** Of one message; a stack trace has fewer. */
const MOST_PARTS = 100;

/** Makes lines of messages, in order: it remembers what the ones before have begun. */
export function createLineSplitter(): (lines: readonly LogLine[]) => readonly LogLine[] {
  const withoutKey = keyBreaker();
  return (lines) => lines.flatMap(partsOf).map(withoutKey);
}

/** A message of several lines is as many; what was cut stands at the last. */
function partsOf(line: LogLine): readonly LogLine[] {
  if (!line.text.includes("\n")) return [line];
  const texts = line.text.replace(/\n+$/, "").split("\n", MOST_PARTS);
  const { cutBytes, ...rest } = line;
  return texts.map((text, at) => ({
    ...rest,
    text,
    ...(cutBytes !== undefined && at === texts.length - 1 ? { cutBytes } : {}),
  }));
}

const BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const END = /-----END [A-Z ]*PRIVATE KEY-----/;
/** A key has no more lines than this; without its end, what follows is shown again. */
const KEY_LINES = 120;

/** A private key over many lines: each line for itself has nothing by which it could be known. */
function keyBreaker(): (line: LogLine) => LogLine {
  let left = 0;
  return (line) => {
    const isWithin = left > 0;
    if (BEGIN.test(line.text)) left = END.test(line.text) ? 0 : KEY_LINES;
    else if (isWithin) left = END.test(line.text) ? 0 : left - 1;
    return isWithin ? { ...line, text: "******** (a private key)" } : line;
  };
}
