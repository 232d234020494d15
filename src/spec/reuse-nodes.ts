import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { isMap as isPlainMap } from "./path.ts";

/** Nodes for a value that keep, from the old ones, comments and style of all that stays. */
export function reuseNodes(document: Document, old: unknown, value: unknown): Node {
  if (isSeq(old) && Array.isArray(value)) return reusedList(document, old, value);
  if (isMap(old) && isPlainMap(value)) return reusedMap(document, old, value);
  return sameOrNew(document, old, value);
}

function reusedList(document: Document, old: YAMLSeq, value: readonly unknown[]): Node {
  const found = matches(old.items, document, value);
  old.items = value.map((entry, index) => reuseNodes(document, found[index], entry));
  return old;
}

function reusedMap(document: Document, old: YAMLMap, value: Readonly<Record<string, unknown>>) {
  for (const { key } of [...old.items]) {
    if (!isScalar(key) || value[String(key.value)] === undefined) old.delete(key);
  }
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) old.set(name, reuseNodes(document, old.get(name, true), inner));
  }
  return old;
}

function sameOrNew(document: Document, old: unknown, value: unknown): Node {
  const plain = value === null || typeof value !== "object";
  if (!isScalar(old) || !plain || old.anchor !== undefined) return document.createNode(value);
  if (old.value === value) return old;
  const node = document.createNode(value);
  if (old.comment !== undefined) node.comment = old.comment;
  if (old.commentBefore !== undefined) node.commentBefore = old.commentBefore;
  return node;
}

/** For each new entry the old one it equals; what is left is paired by position. */
function matches(
  items: readonly unknown[],
  document: Document,
  wanted: readonly unknown[],
): readonly unknown[] {
  const free = new Set(items);
  const plainOf = (item: unknown) => (isNode(item) ? item.toJS(document) : item);
  const found = wanted.map((entry) => {
    const same = [...free].find((item) => isDeepStrictEqual(plainOf(item), entry));
    if (same !== undefined) free.delete(same);
    return same;
  });
  return found.map((same, index) => {
    const beside = items[index];
    if (same !== undefined || !free.delete(beside)) return same;
    return beside;
  });
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isSeq(value) || isMap(value);
}
