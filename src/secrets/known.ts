import type { Span } from "./spans.ts";

const SHORTEST = 4;
/** A line of a secret with several lines counts by itself from this length on. */
const SHORTEST_LINE = 8;

/**
 * Looks for values that are known: as they are, and as they stand in JSON, an address or Base64. Bytes
 * are characters here (latin1), those of the text as those of the values.
 */
export function knownSecrets(values: readonly string[]): (text: string) => readonly Span[] {
  const written = [...new Set(values.flatMap(variants))].sort((a, b) => b.length - a.length);
  if (written.length === 0) return () => [];
  const pattern = new RegExp(written.map(literal).join("|"), "g");
  return (text) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      from: index,
      start: index,
      end: index + found.length,
    }));
}

function variants(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST_LINE);
  return [value, ...lines]
    .map((one) => one.trim())
    .filter((one) => one.length >= SHORTEST)
    .flatMap((one) => [
      ...[one, JSON.stringify(one).slice(1, -1), encoded(one), encodeURI(one)].map(bytes),
      ...inBase64(one),
    ]);
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What does not depend on what stands before and after it, for each of the three ways it can lie. */
function inBase64(text: string): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const all = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, "utf8")]).toString("base64");
    const sure = all.replace(/=+$/, "").slice(shift === 0 ? 0 : shift + 1, -1);
    return sure.length < 8 ? [] : [sure, sure.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
