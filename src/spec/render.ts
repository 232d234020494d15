import { Document } from "yaml";
import type { Origins } from "./issue.ts";
import { type NamesOf, namesAt } from "./outline.ts";
import { genericPath, isMap, type Segments } from "./path.ts";
import { readTree } from "./read.ts";
import { API_VERSION, type EdgeHost, KIND } from "./schema.ts";

/** Same options wherever we print YAML: no folding, lists indented, JSON-safe quotes. */
export const PRINT = {
  lineWidth: 0,
  indent: 2,
  indentSeq: true,
  doubleQuotedMinMultiLineLength: 1e9,
} as const;

/** Canonical text: order of the schema, block style. Reading it back gives the same host. */
export function renderDocument(host: EdgeHost): string {
  return new Document(ordered(host, [], namesAt), { aliasDuplicateObjects: false }).toString(PRINT);
}

export function emptyDocument(name?: string): EdgeHost {
  const metadata = name === undefined ? {} : { metadata: { name } };
  return { apiVersion: API_VERSION, kind: KIND, ...metadata, spec: {} };
}

/** The merged document as text; with origins, each field says which layer it came from. */
export function exportDocument(effective: EdgeHost, origins?: Origins): string {
  const text = renderDocument(effective);
  if (origins === undefined) return text;
  const { places, lines } = readTree(text, "the document");
  const rows = text.split("\n");
  for (const [path, { key }] of places) {
    const layer = Object.hasOwn(origins, path) ? origins[path] : undefined;
    const row = lines.linePos(key).line - 1;
    if (layer !== undefined) rows[row] = `${rows[row]} # from ${layer}`;
  }
  return rows.join("\n");
}

/** Keys in the order of `names`; names a person chose stay in theirs. */
export function ordered(value: unknown, path: Segments, names: NamesOf): unknown {
  if (Array.isArray(value))
    return value.map((entry, index) => ordered(entry, [...path, index], names));
  if (!isMap(value)) return value;
  const known = names(genericPath(path));
  const rank = (key: string) => (known.includes(key) ? known.indexOf(key) : known.length);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([key, inner]) => [key, ordered(inner, [...path, key], names)]),
  );
}
