import { randomUUID } from "node:crypto";
import { z } from "zod";
import { isRecord } from "../../json/index.ts";
import { keptAnswers } from "../../text/index.ts";
import { fieldOwners } from "./field-owners.ts";

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
  apply(path: string, object: Applied, by: AppliedBy): { created: boolean; object: unknown };
  /** Puts it there as it is; `undefined`: another version than the one it names is there. */
  replace(path: string, object: Applied, nowMs: number): object | undefined;
  remove(path: string): boolean;
  /** Grows with every change; a decimal number. */
  revision(): string;
  /** The content of the file. */
  text(): string;
}

export interface AppliedBy {
  readonly nowMs: number;
  /** Name of the field manager. */
  readonly manager: string;
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

  function store(
    path: string,
    object: Applied,
    { nowMs, manager }: Partial<AppliedBy> & Pick<AppliedBy, "nowMs">,
  ): object {
    const before = current.objects[path];
    const revision = (BigInt(current.revision) + 1n).toString();
    const kept = before === undefined ? bornNow(nowMs) : metadataOf(before.object);
    const stored = {
      ...object,
      metadata: {
        ...kept,
        ...object.metadata,
        resourceVersion: revision,
        ...fieldOwners(before?.object, object, manager),
      },
    };
    const appliedMs = before?.appliedMs ?? nowMs;
    const objects = { ...current.objects, [path]: { object: stored, appliedMs } };
    current = { simulated: true, revision, objects };
    return stored;
  }

  return {
    get: (path) => current.objects[path],
    under: (prefix) =>
      Object.keys(current.objects)
        .filter((path) => path.startsWith(prefix))
        .toSorted()
        .flatMap((path) => current.objects[path] ?? []),
    apply(path, object, { nowMs, manager }) {
      const created = current.objects[path] === undefined;
      return { created, object: store(path, object, { nowMs, manager }) };
    },
    replace(path, object, nowMs) {
      const before = current.objects[path];
      const { resourceVersion } = object.metadata;
      const isStale =
        before !== undefined &&
        resourceVersion !== undefined &&
        metadataOf(before.object).resourceVersion !== resourceVersion;
      return isStale ? undefined : store(path, object, { nowMs });
    },
    remove(path) {
      const { [path]: gone, ...objects } = current.objects;
      if (gone === undefined) return false;
      const revision = (BigInt(current.revision) + 1n).toString();
      current = { ...current, revision, objects };
      return true;
    },
    revision: () => current.revision,
    text: () => `${JSON.stringify(current)}\n`,
  };
}

const EMPTY: State = { simulated: true, revision: "9007199254740993", objects: {} };

function readState(text: string | undefined): State {
  return text === undefined ? EMPTY : stateIn(text);
}

/** Shared by all who read the same file: a change makes a new one. */
const stateIn = keptAnswers(8, (text = ""): State => {
  try {
    return state.parse(JSON.parse(text));
  } catch {
    return EMPTY;
  }
});

function bornNow(nowMs: number): Readonly<Record<string, unknown>> {
  return { uid: randomUUID(), creationTimestamp: new Date(nowMs).toISOString(), generation: 1 };
}

function metadataOf({ metadata }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return isRecord(metadata) ? metadata : {};
}
