import { compilePattern, type Matcher } from "./pattern.ts";

export type LogFilter =
  | { readonly is: "filter"; readonly matches: Matcher }
  | { readonly is: "invalid"; readonly why: string };

/** Longer than anybody types. */
const LONGEST_FILTER = 120;

/** Words as they stand in the line, or `/a pattern/`; large and small letters are the same. */
export function parseFilter(text: string): LogFilter {
  if (text.length > LONGEST_FILTER)
    return { is: "invalid", why: `longer than ${LONGEST_FILTER} characters` };
  const [, pattern] = /^\/(.+)\/$/.exec(text) ?? [];
  if (pattern === undefined) {
    const wanted = text.toLowerCase();
    return { is: "filter", matches: (line) => line.toLowerCase().includes(wanted) };
  }
  const outcome = compilePattern(pattern);
  return outcome.is === "pattern" ? { is: "filter", matches: outcome.matches } : outcome;
}
