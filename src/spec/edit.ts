import { LineCounter } from "yaml";
import { parsePath } from "./path.ts";
import { parseText } from "./read.ts";
import { PRINT } from "./render.ts";

export interface TextChange {
  /** Dotted path of a field or section. */
  readonly path: string;
  /** `undefined` removes. */
  readonly value: unknown;
}

/** The text with some fields changed; comments, order and formatting of the rest stay. */
export function setIn(text: string, changes: readonly TextChange[]): string {
  const document = parseText(text, new LineCounter());
  for (const { path, value } of changes) {
    const segments = parsePath(path) ?? [];
    if (value === undefined) document.deleteIn(segments);
    else document.setIn(segments, document.createNode(value));
  }
  return document.toString(PRINT);
}
