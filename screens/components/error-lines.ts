import type { ErrorView } from "../../src/errors/index.ts";
import { wrap } from "../../src/text/index.ts";
import { type Span, strong, toned } from "./line.tsx";
import { tag } from "./tag.ts";

/** As wide as `[FAIL] `. */
const INDENT = "       ";

/** What went wrong, its stable code, and what to do about it. */
export function errorLines(
  { code, message, hint }: Omit<ErrorView, "kind">,
  width: number,
): readonly (readonly Span[])[] {
  const room = width - INDENT.length;
  return [
    [tag("fail"), " ", strong(code)],
    ...wrap(message, room).map((text) => [INDENT, text]),
    ...wrap(`Do: ${hint}`, room).map((text) => [INDENT, toned(text, "strong")]),
  ];
}
