import { isDeepStrictEqual } from "node:util";
import { BringupError } from "../errors/index.ts";
import { isMap, parsePath, type Segments, valueAt } from "./path.ts";
import { readTree } from "./read.ts";
import { emptyDocument, ordered, renderDocument } from "./render.ts";
import { reprinted, spliced } from "./splice.ts";

interface TextChange {
  /** Dotted path of a field or section. */
  readonly path: string;
  /** `undefined` removes, and the section too when nothing else is in it. */
  readonly value: unknown;
}

/**
 * The text with some fields changed. Comments, order and formatting of the rest stay as they are,
 * byte for byte wherever the text is laid out in blocks. Throws `DOCUMENT_INVALID` when the text
 * cannot be read at all; values are not judged here.
 */
export function setIn(text: string, changes: readonly TextChange[]): string {
  const windows = text.includes("\r\n");
  const start =
    text.trim() === "" ? renderDocument(emptyDocument()) : text.replaceAll("\r\n", "\n");
  const changed = changes.reduce(withChange, start);
  return windows ? changed.replaceAll("\n", "\r\n") : changed;
}

/** A spliced text is believed only when it reads as intended; printing anew is the safe way. */
function withChange(text: string, { path, value }: TextChange): string {
  const segments = parsePath(path);
  if (segments === undefined || segments.length === 0) {
    throw new BringupError("BUG", `not a path of a field: ${path}`);
  }
  const before = contentOf(text);
  if (isDeepStrictEqual(valueAt(before, segments), value)) return text;
  const whole = value === undefined ? withoutEmptied(before, segments) : segments;
  const edit = { path: whole, value: ordered(value, whole) };
  const wanted = changedValue(before, edit.path, edit.value);
  const quick = spliced(text, edit);
  if (quick !== undefined && isDeepStrictEqual(readTree(quick, "").value, wanted)) return quick;
  return reprinted(text, edit);
}

function contentOf(text: string): unknown {
  const tree = readTree(text, "the document");
  const [first] = tree.found;
  if (first === undefined) return tree.value;
  const { line } = tree.lines.linePos(first.offset);
  throw new BringupError("DOCUMENT_INVALID", `line ${line}: ${first.message}`, {
    hint: first.hint,
  });
}

/** The highest section that holds nothing but the removed field; `spec` itself stays. */
function withoutEmptied(root: unknown, path: Segments): Segments {
  const section = path.slice(0, -1);
  const holder = valueAt(root, section);
  const last = isMap(holder) && Object.keys(holder).length === 1;
  const keep = section.length === 0 || (section.length === 1 && section[0] === "spec");
  return last && !keep ? withoutEmptied(root, section) : path;
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
