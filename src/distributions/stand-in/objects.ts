import { randomUUID } from "node:crypto";
import { z } from "zod";

/** An object as it was applied, and when. */
const entry = z.object({ object: z.looseObject({}), appliedMs: z.number() });
const state = z.object({
  simulated: z.literal(true),
  /** Counts as a string, as in etcd: the numbers outgrow a double. */
  revision: z.string(),
  objects: z.record(z.string(), entry),
});

type State = z.infer<typeof state>;
export type StoredObject = z.infer<typeof entry>;

/** The datastore of the stand-in: objects by their path in the API. */
export interface ObjectStore {
  get(path: string): StoredObject | undefined;
  /** Every object whose path begins so, sorted by path. */
  under(prefix: string): readonly StoredObject[];
  /** Server-side apply with force. `created` decides between 201 and 200. */
  apply(path: string, object: Applied, nowMs: number): { created: boolean; object: unknown };
  /** The content of the file. */
  text(): string;
}

export interface Applied {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A damaged file is an empty datastore: nothing of value was in it. */
export function openObjectStore(text: string | undefined): ObjectStore {
  let current = readState(text);

  return {
    get: (path) => current.objects[path],
    under: (prefix) =>
      Object.keys(current.objects)
        .filter((path) => path.startsWith(prefix))
        .toSorted()
        .flatMap((path) => current.objects[path] ?? []),
    apply(path, object, nowMs) {
      const before = current.objects[path];
      const revision = (BigInt(current.revision) + 1n).toString();
      const kept = before === undefined ? bornNow(nowMs) : metadataOf(before.object);
      const stored = {
        ...object,
        metadata: { ...kept, ...object.metadata, resourceVersion: revision },
      };
      const appliedMs = before?.appliedMs ?? nowMs;
      const objects = { ...current.objects, [path]: { object: stored, appliedMs } };
      current = { simulated: true, revision, objects };
      return { created: before === undefined, object: stored };
    },
    text: () => `${JSON.stringify(current)}\n`,
  };
}

function readState(text: string | undefined): State {
  const empty: State = { simulated: true, revision: "9007199254740993", objects: {} };
  if (text === undefined) return empty;
  try {
    return state.parse(JSON.parse(text));
  } catch {
    return empty;
  }
}

function bornNow(nowMs: number): Readonly<Record<string, unknown>> {
  return { uid: randomUUID(), creationTimestamp: new Date(nowMs).toISOString(), generation: 1 };
}

function metadataOf({ metadata }: Readonly<Record<string, unknown>>): object {
  return typeof metadata === "object" && metadata !== null ? metadata : {};
}
