import { formatPath, isMap, type Segments } from "../spec/index.ts";
import type { Section } from "./parameter.ts";

export interface NamedSection {
  /** For origins: a file name, or what the layer is called. */
  readonly name: string;
  readonly value: Section;
}

export interface MergedUserData {
  readonly value: Section;
  /** Who said it, for each leaf and each entry of a list, by its path in the merged whole. */
  readonly origins: Readonly<Record<string, string>>;
  /** Where two are of different kinds: Kairos refuses to merge them at all. */
  readonly clashes: readonly { readonly path: string; readonly name: string }[];
}

/**
 * Later ones win, as Kairos merges its files (kairos-sdk, `collector`): maps go together key by key; a
 * list of sections is put behind the one below; of a list of values, what is not there yet is put
 * behind it; an empty value (`key:`) empties what is below. Pure.
 */
export function mergeUserData(layers: readonly NamedSection[]): MergedUserData {
  const merge: Merge = { origins: new Map(), clashes: [] };
  let value: Section = {};
  for (const { name, value: above } of layers)
    value = mergedMaps(value, above, { path: [], name, merge });
  return { value, origins: Object.fromEntries(merge.origins), clashes: merge.clashes };
}

interface Merge {
  readonly origins: Map<string, string>;
  readonly clashes: { readonly path: string; readonly name: string }[];
}

interface At {
  readonly path: Segments;
  readonly name: string;
  readonly merge: Merge;
}

function mergedMaps(below: Section, above: Section, at: At): Section {
  const out: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const here = { ...at, path: [...at.path, key] };
    out[key] = Object.hasOwn(below, key)
      ? mergedValues(below[key], value, here)
      : setOrigins(value, here);
  }
  return out;
}

function mergedValues(below: unknown, above: unknown, at: At): unknown {
  if (below === null || below === undefined) return replaced(above, at);
  if (above === null || above === undefined) return replaced(emptied(below), at);
  if (kindOf(below) !== kindOf(above)) {
    at.merge.clashes.push({ path: formatPath(at.path), name: at.name });
    return below;
  }
  if (isMap(below) && isMap(above)) return mergedMaps(below, above, at);
  if (Array.isArray(below) && Array.isArray(above)) return mergedLists(below, above, at);
  return replaced(above, at);
}

/** The first entry below decides what kind of list it is. */
function mergedLists(below: readonly unknown[], above: readonly unknown[], at: At): unknown {
  if (below.length === 0) return replaced(above, at);
  const fresh = isMap(below[0]) ? above : above.filter((entry) => !below.includes(entry));
  fresh.forEach((entry, index) => {
    setOrigins(entry, { ...at, path: [...at.path, below.length + index] });
  });
  return [...below, ...fresh];
}

/** As Go names kinds: a whole number and a fraction are not the same. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return typeof value;
}

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (isMap(value)) return {};
  if (typeof value === "number") return 0;
  return typeof value === "boolean" ? false : "";
}

function replaced(value: unknown, at: At): unknown {
  const start = formatPath(at.path);
  for (const path of at.merge.origins.keys())
    if (isWithin(path, start)) at.merge.origins.delete(path);
  return setOrigins(value, at);
}

function setOrigins(value: unknown, at: At): unknown {
  const inner = isMap(value) ? Object.entries(value) : [];
  if (Array.isArray(value) && value.length > 0)
    value.forEach((entry, index) => {
      setOrigins(entry, { ...at, path: [...at.path, index] });
    });
  else if (inner.length > 0)
    for (const [key, entry] of inner) setOrigins(entry, { ...at, path: [...at.path, key] });
  else at.merge.origins.set(formatPath(at.path), at.name);
  return value;
}

/** Whether a path is a section or lies in it. */
export function isWithin(path: string, section: string): boolean {
  if (!path.startsWith(section)) return false;
  const next = path[section.length];
  return next === undefined || next === "." || next === "[";
}
