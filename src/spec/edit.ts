import { isDeepStrictEqual } from "node:util";
import { BringupError } from "../errors/index.ts";
import { type NamesOf, namesAt } from "./outline.ts";
import { isMap, parsePath, type Segments, valueAt } from "./path.ts";
import { type Reading, readTree } from "./read.ts";
import { emptyDocument, ordered, renderDocument } from "./render.ts";
import { reprinted, spliced } from "./splice.ts";

export interface TextChange {
  /** Dotted path of a field or section. */
  readonly path: string;
  /** `undefined` removes, and the section too when nothing else is in it. */
  readonly value: unknown;
}

/** What has to be known of a kind of text to change it. */
export interface TextShape {
  readonly reading: string | Reading;
  /** Where a text begins that is not there yet. */
  readonly empty: () => string;
  readonly namesOf: NamesOf;
  /** Sections that stay when nothing is left in them. */
  staysEmpty(section: Segments): boolean;
}

const EDGE_HOST: TextShape = {
  reading: "the document",
  empty: () => renderDocument(emptyDocument()),
  namesOf: namesAt,
  staysEmpty: (section) => section.length === 1 && section[0] === "spec",
};

/** `editText` for our own document. */
export function setIn(text: string, changes: readonly TextChange[]): string {
  return editText(text, changes, EDGE_HOST);
}

/**
 * The text with some fields changed. Comments, order and formatting of the rest stay as they are,
 * byte for byte wherever the text is laid out in blocks. Throws `DOCUMENT_INVALID` when the text
 * cannot be read at all; values are not judged here.
 */
export function editText(text: string, changes: readonly TextChange[], shape: TextShape): string {
  const windows = text.includes("\r\n");
  const start = text.trim() === "" ? shape.empty() : text.replaceAll("\r\n", "\n");
  const changed = changes.reduce((before, change) => withChange(before, change, shape), start);
  return windows ? changed.replaceAll("\n", "\r\n") : changed;
}

/** A spliced text is believed only when it reads as intended; printing anew is the safe way. */
function withChange(text: string, { path, value }: TextChange, shape: TextShape): string {
  const segments = parsePath(path);
  if (segments === undefined || segments.length === 0) {
    throw new BringupError("BUG", `not a path of a field: ${path}`);
  }
  const before = contentOf(text, shape);
  if (isDeepStrictEqual(valueAt(before, segments), value)) return text;
  const whole = value === undefined ? withoutEmptied(before, segments, shape) : segments;
  const edit = { path: whole, value: ordered(value, whole, shape.namesOf) };
  const wanted = changedValue(before, edit.path, edit.value);
  const quick = spliced(text, edit, shape.namesOf);
  if (quick !== undefined && isDeepStrictEqual(readTree(quick, shape.reading).value, wanted))
    return quick;
  return reprinted(text, edit);
}

function contentOf(text: string, { reading }: TextShape): unknown {
  const tree = readTree(text, reading);
  const [first] = tree.found;
  if (first === undefined) return tree.value;
  const { line } = tree.lines.linePos(first.offset);
  throw new BringupError("DOCUMENT_INVALID", `line ${line}: ${first.message}`, {
    hint: first.hint,
  });
}

/** The highest section that holds nothing but the removed field. */
function withoutEmptied(root: unknown, path: Segments, shape: TextShape): Segments {
  const section = path.slice(0, -1);
  const holder = valueAt(root, section);
  const last = isMap(holder) && Object.keys(holder).length === 1;
  const keep = section.length === 0 || shape.staysEmpty(section);
  return last && !keep ? withoutEmptied(root, section, shape) : path;
}

function changedValue(holder: unknown, [key, ...rest]: Segments, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(holder)) return changedList(holder, Number(key), rest, value);
  const map = isMap(holder) ? holder : {};
  const inner = changedValue(map[String(key)], rest, value);
  const { [String(key)]: _, ...others } = map;
  return inner === undefined ? others : { ...map, [String(key)]: inner };
}

function changedList(list: readonly unknown[], index: number, rest: Segments, value: unknown) {
  const inner = changedValue(list[index], rest, value);
  return inner === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, inner);
}
