import { redact } from "../secrets/index.ts";
import { sanitize, truncate } from "../text/index.ts";
import { EXAMPLES } from "./examples.ts";
import { isMap, type Segments } from "./path.ts";

/** What the reader finds in the document where the schema complains. */
export interface Seen {
  readonly path: Segments;
  readonly value: unknown;
  /** As it was typed, where that differs. */
  readonly written: string | undefined;
}

/** The value in words; text is cut, and masked where it looks like a secret. */
export function found({ value, written }: Seen): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a section";
  if (typeof value === "string") return value === "" ? "empty text" : `"${shown(value)}"`;
  if (typeof value === "boolean") return String(value);
  return `the number ${written ?? String(value)}`;
}

export function shown(text: string): string {
  return truncate(sanitize(redact(text)), 48);
}

export function exampleHint(generic: string): string | undefined {
  const example = EXAMPLES[generic];
  return example === undefined ? undefined : `Write it like this: ${example}`;
}

export function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `Write ${choices[0]}.` : `Use one of: ${choices.join(", ")}.`;
}
