import { isRecord } from "../../json/index.ts";
import type { ObjectStore } from "./objects.ts";

const EVICTED = "/simulated/evicted/";

/** It went; what it belongs to would start another one elsewhere, which nobody simulates. */
export function isEvicted(store: ObjectStore, pod: object): boolean {
  const { namespace, name } = aboutPod(pod);
  return store.get(`${EVICTED}${namespace}/${name}`) !== undefined;
}

interface Eviction {
  readonly namespace: string;
  readonly name: string;
  readonly nowMs: number;
}

export function markEvicted(store: ObjectStore, { namespace, name, nowMs }: Eviction): void {
  const mark = { apiVersion: "simulated/v1", kind: "Evicted", metadata: { name } };
  store.replace(`${EVICTED}${namespace}/${name}`, mark, nowMs);
}

export function aboutPod(pod: object) {
  const metadata = "metadata" in pod && isRecord(pod.metadata) ? pod.metadata : {};
  return { metadata, namespace: String(metadata.namespace), name: String(metadata.name) };
}
