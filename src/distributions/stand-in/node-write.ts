import type { Applied, ObjectStore } from "./objects.ts";

export const NODES = "/api/v1/nodes/";
const LEFT = "/simulated/left/";

/** It was deleted: its kubelet registers once, at its start, and not again. */
export function hasLeft(store: ObjectStore, name: string): boolean {
  return store.get(`${LEFT}${name}`) !== undefined;
}

/** A kubelet that starts is a node again, whatever became of it. */
export function registerNode(
  store: ObjectStore,
  node: Readonly<Record<string, unknown>> & { readonly name: string },
  nowMs: number,
): void {
  const { name, ...object } = node;
  store.remove(`${LEFT}${name}`);
  if (store.get(`${NODES}${name}`) === undefined)
    store.replace(`${NODES}${name}`, { ...object, ...aboutOf(object, name) }, nowMs);
}

/** Somebody comes under this name again. */
export function forgetLeft(store: ObjectStore, name: string): void {
  store.remove(`${LEFT}${name}`);
}

export function deleteNode(store: ObjectStore, name: string, nowMs: number): void {
  store.remove(`${NODES}${name}`);
  const mark = { apiVersion: "simulated/v1", kind: "Left", metadata: { name } };
  store.replace(`${LEFT}${name}`, mark, nowMs);
}

function aboutOf({ metadata }: Readonly<Record<string, unknown>>, name: string): Applied {
  const known = typeof metadata === "object" && metadata !== null ? metadata : {};
  return { apiVersion: "v1", kind: "Node", metadata: { ...known, name } };
}
