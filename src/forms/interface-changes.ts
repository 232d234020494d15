import { parse as parseYaml } from "yaml";
import type { DocumentSlice } from "../session/index.ts";
import { emptyDocument, parsePath, renderDocument, setIn } from "../spec/index.ts";
import { valueAt } from "./value-at.ts";

/** A typed value on its way into the document; `undefined` removes. */
export interface FieldChange {
  readonly path: string;
  /** Name of the interface, where it has one. */
  readonly entry?: string | undefined;
  readonly value: unknown;
}

const LIST = "spec.network.interfaces";
const IS_INTERFACE = /^spec\.network\.interfaces\[(\d+)\]\.(.+)$/;

type Plain = Readonly<Record<string, unknown>>;

/**
 * Paths of a form are those of the merged document; the local layer has its own list, merged by
 * name. A field of an entry is taken whole from one layer, so what is typed into a part of `ipv4`
 * brings the rest of `ipv4` along.
 */
export function localChanges(
  document: DocumentSlice,
  changes: readonly FieldChange[],
): readonly FieldChange[] {
  const others = changes.filter(({ path }) => !IS_INTERFACE.test(path));
  const mine = changes.flatMap(({ path, value, entry }) => {
    const [, index, field] = IS_INTERFACE.exec(path) ?? [];
    return field === undefined ? [] : [{ index: Number(index), field, value, entry }];
  });
  if (mine.length === 0) return changes;
  const before = localInterfaces(document);
  let after: readonly Plain[] = before;
  for (const index of new Set(mine.map((change) => change.index))) {
    const own = mine.filter((change) => change.index === index);
    after = withEntry(after, entryOf(document, index, own));
  }
  return [...others, { path: LIST, value: after }];
}

/** The text of the local layer without this interface: it is no longer managed from here. */
export function withoutInterface(document: DocumentSlice, name: string): string {
  const left = localInterfaces(document).filter((one) => one.name !== name);
  const text = document.text.trim() === "" ? renderDocument(emptyDocument()) : document.text;
  return setIn(text, [{ path: LIST, value: left }]);
}

/** Whatever else is wrong with the text: what somebody wrote there is never dropped. */
function localInterfaces({ text }: Pick<DocumentSlice, "text">): readonly Plain[] {
  const list = valueAt(parseYaml(text, { logLevel: "silent" }), LIST);
  return Array.isArray(list) ? list.filter((one) => typeof one === "object" && one !== null) : [];
}

interface Edit {
  readonly field: string;
  readonly value: unknown;
  readonly entry: string | undefined;
}

/** The entry as the local layer gets it: its name, and each field somebody typed into, whole. */
function entryOf({ effective, text }: DocumentSlice, index: number, edits: readonly Edit[]): Plain {
  const merged: Plain = effective.spec.network?.interfaces?.[index] ?? {};
  const typed = edits.find(({ field }) => field === "name")?.value;
  const name = typed ?? edits[0]?.entry ?? merged.name;
  const local = localInterfaces({ text }).find((one) => one.name === name) ?? {};
  const entry: Record<string, unknown> = { name, ...local };
  for (const { field, value } of edits) {
    const [unit = "", part] = parsePath(field) ?? [];
    const key = String(unit);
    if (part === undefined) entry[key] = value;
    else entry[key] = withPart(entry[key] ?? merged[key], String(part), value);
  }
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

/** A section that loses its last part goes. */
function withPart(section: unknown, part: string, value: unknown): Plain | undefined {
  const { [part]: _, ...rest } = (section ?? {}) as Plain;
  const next = value === undefined ? rest : { ...rest, [part]: value };
  return Object.keys(next).length === 0 ? undefined : next;
}

function withEntry(all: readonly Plain[], entry: Plain): readonly Plain[] {
  const at = all.findIndex((one) => one.name === entry.name);
  return at < 0 ? [...all, entry] : all.with(at, entry);
}
