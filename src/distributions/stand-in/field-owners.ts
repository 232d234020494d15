import { z } from "zod";
import { isRecord, type Json } from "../../json/index.ts";

const owner = z.object({ manager: z.string(), operation: z.string(), fieldsV1: z.unknown() });
const owned = z.looseObject({
  metadata: z.looseObject({ managedFields: z.array(owner).optional() }),
});

/**
 * Who applied which field, as server-side apply keeps it (kubernetes.io, "Server-Side Apply"): whoever
 * writes another value takes the field. A list counts as one field here.
 */
export function fieldOwners(before: unknown, now: Json, manager: string | undefined): object {
  const [was, is] = [leavesIn(before), leavesIn(now)];
  const others = (owned.safeParse(before).data?.metadata.managedFields ?? [])
    .filter((one) => one.manager !== manager)
    .map(({ fieldsV1, ...one }) => ({
      ...one,
      fieldsV1: fieldsOf(pathsIn(fieldsV1).filter((path) => was.get(path) === is.get(path))),
    }));
  const own = { operation: "Apply", fieldsV1: fieldsOf([...is.keys()]) };
  const all = manager === undefined ? others : [...others, { manager, ...own }];
  return all.length === 0 ? {} : { managedFields: all };
}

const SEPARATOR = "\n";

/** Every field that somebody can own, with its value as text. */
function leavesIn(object: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  if (!isRecord(object)) return leaves;
  const { apiVersion: _, kind: __, status: ___, metadata, ...rest } = object;
  const { labels, annotations } = isRecord(metadata) ? metadata : {};
  collect({ ...rest, metadata: { labels, annotations } }, [], leaves);
  return leaves;
}

function collect(value: unknown, path: readonly string[], leaves: Map<string, string>): void {
  if (value === undefined) return;
  if (!isRecord(value) || Object.keys(value).length === 0) {
    leaves.set(path.join(SEPARATOR), JSON.stringify(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key], leaves);
}

/** `{ "f:spec": { "f:replicas": {} } }` */
function fieldsOf(paths: readonly string[]): object {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let at = root;
    for (const key of path.split(SEPARATOR)) {
      const inner = at[`f:${key}`];
      const next: Record<string, unknown> = isRecord(inner) ? inner : {};
      at[`f:${key}`] = next;
      at = next;
    }
  }
  return root;
}

function pathsIn(fields: unknown, path: readonly string[] = []): readonly string[] {
  if (!isRecord(fields)) return [];
  const keys = Object.keys(fields);
  if (keys.length === 0) return path.length === 0 ? [] : [path.join(SEPARATOR)];
  return keys.flatMap((key) => pathsIn(fields[key], [...path, key.slice(2)]));
}
