import { isSecretRef } from "../secrets/index.ts";
import { LAYERS, type Layer, type Origins } from "./issue.ts";
import { outline } from "./outline.ts";
import { formatPath, genericPath, isMap, parsePath, type Segments, valueAt } from "./path.ts";
import { API_VERSION, type EdgeHost, edgeHostSchema, KIND } from "./schema.ts";

type Layers = Partial<Readonly<Record<Layer, EdgeHost>>>;

interface Merged {
  readonly effective: EdgeHost;
  readonly origins: Origins;
}

/**
 * The weakest layer. Empty on purpose: an absent section is not managed, and what a cluster takes
 * when nothing is said depends on its distribution.
 */
export const DEFAULTS: EdgeHost = { apiVersion: API_VERSION, kind: KIND, spec: {} };

/**
 * Later layers win, sections merge, lists and secret references replace as a whole; entries of
 * `spec.network.interfaces` merge by name, their fields as a whole. What the plane locks (`locks`:
 * dotted paths of fields or sections) is not taken from the local layer.
 */
export function mergeLayers(layers: Layers, locks: readonly string[] = []): Merged {
  const origins = new Map<string, Layer>();
  let effective: Plain = {};
  for (const layer of LAYERS) {
    const host = layer === "defaults" ? (layers.defaults ?? DEFAULTS) : layers[layer];
    if (host === undefined) continue;
    const given = layer === "local" ? withoutLocked(host, locks, effective) : host;
    effective = mergedMap(effective, given, { path: [], layer, origins });
  }
  return { effective: edgeHostSchema.parse(effective), origins: Object.fromEntries(origins) };
}

/** The layer a field or section came from; `undefined` when nothing is set there. */
export function originOf(origins: Origins, path: string): Layer | undefined {
  const exact = origins[path];
  if (exact !== undefined) return exact;
  const below = Object.keys(origins).filter((leaf) => isWithin(leaf, path));
  const ranks = below.map((leaf) => LAYERS.indexOf(origins[leaf] ?? "defaults"));
  if (ranks.length > 0) return LAYERS[Math.max(...ranks)];
  return wholes(path)
    .map((whole) => origins[whole])
    .find((layer) => layer !== undefined);
}

/** The lists, entries and references around a path that are set as one value, nearest first. */
function wholes(path: string): readonly string[] {
  const segments = parsePath(path) ?? [];
  const first = segments.findIndex((segment) => typeof segment === "number");
  const least = first >= 0 ? first : segments.length - (segments.at(-1) === "secret" ? 1 : 0);
  return segments.flatMap((_, index) => {
    const length = segments.length - 1 - index;
    return length < least ? [] : [formatPath(segments.slice(0, length))];
  });
}

/** Whether `path` is `section` or lies inside it. */
function isWithin(path: string, section: string): boolean {
  if (!path.startsWith(section)) return false;
  const next = path[section.length];
  return next === undefined || next === "." || next === "[" || section === "";
}

type Plain = Readonly<Record<string, unknown>>;

interface At {
  readonly path: Segments;
  readonly layer: Layer;
  readonly origins: Map<string, Layer>;
}

function mergedMap(below: Plain, above: Plain, at: At): Plain {
  const out: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const here = { ...at, path: [...at.path, key] };
    const old = Object.hasOwn(below, key) ? below[key] : undefined;
    out[key] = mergedValue(old, value, here);
  }
  return out;
}

function mergedValue(below: unknown, above: unknown, at: At): unknown {
  if (isNamed(at.path) && isEntries(above)) {
    return mergedEntries(isEntries(below) ? below : [], above, at);
  }
  if (!isSection(above) || !isSection(below)) return replaced(above, at);
  // An empty section that gets a field is told by its fields from here on.
  if (Object.keys(above).length > 0) at.origins.delete(formatPath(at.path));
  return mergedMap(below, above, at);
}

type Entries = readonly { readonly name: string }[];

/** The one list whose entries have names that layers share. */
const isNamed = (path: Segments) => genericPath(path) === "spec.network.interfaces";

function isEntries(value: unknown): value is Entries {
  return (
    Array.isArray(value) && value.every((entry) => isMap(entry) && typeof entry.name === "string")
  );
}

/** In the order of the lower layer, then what is new. A field of an entry comes from one layer, whole. */
function mergedEntries(below: Entries, above: Entries, at: At): Entries {
  const list = formatPath(at.path);
  if (above.length > 0) at.origins.delete(list);
  else if (below.length === 0) at.origins.set(list, at.layer);
  const names = [...new Set([...below, ...above].map(({ name }) => name))];
  return names.map((name, index) => {
    const [old, given] = [below, above].map((all) => all.find((entry) => entry.name === name));
    for (const [field, value] of Object.entries(given ?? {})) {
      if (value !== undefined) at.origins.set(formatPath([...at.path, index, field]), at.layer);
    }
    return { ...old, ...given, name };
  });
}

function replaced(value: unknown, at: At): unknown {
  const path = formatPath(at.path);
  for (const known of at.origins.keys()) if (isWithin(known, path)) at.origins.delete(known);
  setOrigins(value, at);
  return value;
}

function setOrigins(value: unknown, at: At): void {
  if (isNamed(at.path) && isEntries(value)) {
    mergedEntries([], value, at);
    return;
  }
  if (!isSection(value) || Object.keys(value).length === 0) {
    // An empty section is managed, and somebody said so; apiVersion, kind and spec are nobody's.
    if (at.path.length > 1) at.origins.set(formatPath(at.path), at.layer);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) setOrigins(inner, { ...at, path: [...at.path, key] });
  }
}

/** Maps merge; a reference to a secret is one value, though it is written as a map. */
function isSection(value: unknown): value is Plain {
  return isMap(value) && !isSecretRef(value);
}

function withoutLocked(host: EdgeHost, locks: readonly string[], below: Plain): Plain {
  return locks
    .map((lock) => parsePath(lock) ?? [])
    .filter((path) => path.length > 0)
    .reduce<Plain>((left, path) => cut(left, listRoot(path), below), host);
}

/** Lists are taken whole, so a lock inside one locks the list. */
function listRoot(path: Segments): Segments {
  const index = path.findIndex((segment) => typeof segment === "number");
  return index < 0 ? path : path.slice(0, index);
}

/** Cuts a field, and the section around it when that is left empty or cannot stand without it. */
function cut(host: Plain, path: Segments, below: Plain): Plain {
  if (path.length < 2 || valueAt(host, path) === undefined) return host;
  const without = removed(host, path);
  const section = path.slice(0, -1);
  const rest = valueAt(without, section);
  const empty = isMap(rest) && Object.keys(rest).length === 0;
  const needed = outline()
    .get(genericPath(section))
    ?.required.includes(String(path.at(-1)));
  const given = valueAt(below, path) !== undefined;
  if (section.length >= 2 && (empty || (needed === true && !given))) {
    return cut(host, section, below);
  }
  return without;
}

function removed(value: Plain, [key, ...rest]: Segments): Plain {
  const { [String(key)]: inner, ...others } = value;
  if (rest.length === 0) return others;
  return isMap(inner) ? { ...value, [String(key)]: removed(inner, rest) } : value;
}
