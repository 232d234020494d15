import type { Hint } from "../../hooks/keyboard.ts";

/** As many keys as fit on one line; the least important leave first, none is ever cut in two. */
export function fitHints(hints: readonly Hint[], width: number): string {
  let line = "";
  for (const { shown, text } of hints) {
    const next = line === "" ? `${shown} ${text}` : `${line}   ${shown} ${text}`;
    if (next.length <= width) line = next;
  }
  return line;
}
