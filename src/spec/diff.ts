import { canonicalJson } from "../engine/index.ts";
import { isSecretRef } from "../secrets/index.ts";
import { formatPath, isMap, type Segments } from "./path.ts";
import type { EdgeHost } from "./schema.ts";

/** One field that differs; a side that has it not is left out. */
interface DocumentChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a person changes by saving `after` over `before`: fields in the order of `before`, then new ones. */
export function diffDocuments(before: EdgeHost, after: EdgeHost): readonly DocumentChange[] {
  return changesBetween(before, after, []);
}

function changesBetween(before: unknown, after: unknown, path: Segments): DocumentChange[] {
  if (!isSection(before) && !isSection(after)) {
    return canonicalJson(before) === canonicalJson(after) ? [] : [changeOf(path, before, after)];
  }
  // A section against nothing: its fields one by one, so that each can be shown and judged alone.
  if (isLeafBeside(before) || isLeafBeside(after)) return [changeOf(path, before, after)];
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  if (names.size === 0) return before === after ? [] : emptySection(path, before, after);
  return [...names].flatMap((name) =>
    changesBetween(entry(before, name), entry(after, name), [...path, name]),
  );
}

function emptySection(path: Segments, before: unknown, after: unknown): DocumentChange[] {
  return before !== undefined && after !== undefined ? [] : [changeOf(path, before, after)];
}

function changeOf(path: Segments, before: unknown, after: unknown): DocumentChange {
  return {
    path: formatPath(path),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && !isSecretRef(value);
}

function isLeafBeside(value: unknown): boolean {
  return value !== undefined && !isSection(value);
}

function entry(value: unknown, name: string): unknown {
  return isSection(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
