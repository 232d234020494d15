import { oneCellEach, sanitize, wrap } from "../../text/index.ts";

/** One column less than the narrowest terminal: a line never wraps by itself. */
export const PLAIN_WIDTH = 79;

/** What has a usual spelling without its own character. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u2013": "-",
  "\u2014": "-",
  "\u2026": "...",
  "\u00a0": " ",
  "\u00b0": " degrees",
  "\u00b1": "+-",
  "\u00b7": "-",
  "\u00b5": "u",
  "\u00d7": "x",
  "\u00df": "ss",
  "\u2192": "->",
  "\u2265": ">=",
  "\u2264": "<=",
};

/** Letters lose their marks; what has no ASCII spelling is shown as a question mark. */
export function asciiOf(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const spelled = [...sanitize(text)].map((character) => SPELLINGS[character] ?? character);
  const unmarked = spelled.join("").normalize("NFKD").replace(/\p{M}/gu, "");
  return oneCellEach(unmarked).replace(/[^ -~]/gu, "?");
}

/** Text as lines of a device that can only print; what goes on is indented as it began, after its number. */
export function plainLines(text: string, width = PLAIN_WIDTH): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const plain = asciiOf(line).trimEnd();
    if (plain.length <= width) return [plain];
    const [start = ""] = /^ *(\d+ )?/.exec(plain) ?? [];
    const [first = "", ...rest] = wrap(plain.slice(start.length), width - start.length);
    return [start + first, ...rest.map((part) => " ".repeat(start.length) + part)];
  });
}
