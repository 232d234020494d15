import { z } from "zod";
import { readJson } from "../json/index.ts";
import type { ManifestObject } from "../kube/index.ts";
import { LAYER_LABEL, recordName } from "./places.ts";
import { LAYER_KINDS } from "./schema.ts";

const appliedObject = z.object({
  /** `DaemonSet kube-system/calico-node` */
  name: z.string(),
  /** In the API. */
  path: z.string(),
  /** Of what was applied, as its annotation says. */
  digest: z.string(),
  /** Of the fields that are ours since; empty: the API did not say. */
  fields: z.string(),
});

const rule = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  condition: z.string().optional(),
});

const record = z.object({
  profile: z.string(),
  profileVersion: z.string(),
  layer: z.string(),
  layerVersion: z.string().optional(),
  kind: z.enum(LAYER_KINDS),
  position: z.number(),
  /** Of all that decides what is applied. */
  digest: z.string(),
  objects: z.array(appliedObject),
  readiness: z.array(rule),
  /** Applied by a former version of the layer and still there. */
  left: z.array(z.object({ name: z.string(), path: z.string() })),
});

/** What was applied for one layer, kept in the cluster itself: whoever looks from whatever host sees it. */
export type LayerRecord = z.infer<typeof record>;

const KEY = "layer.json";
const configMap = z.object({ data: z.record(z.string(), z.string()).optional() });
const configMaps = z.object({ items: z.array(configMap) });

/** Pure. As an object to apply. */
export function recordObject(of: LayerRecord): ManifestObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: recordName(of.layer),
      namespace: "kube-system",
      labels: { [LAYER_LABEL]: of.layer },
    },
    data: { [KEY]: JSON.stringify(of) },
  } as ManifestObject;
}

/** `undefined`: it is none of ours. */
export function recordIn(object: unknown): LayerRecord | undefined {
  const text = configMap.safeParse(object).data?.data?.[KEY];
  return text === undefined ? undefined : record.safeParse(readJson(text)).data;
}

/** In the order they were applied; `undefined`: it is no list. */
export function recordsIn(list: unknown): readonly LayerRecord[] | undefined {
  const parsed = configMaps.safeParse(list);
  return parsed.data?.items
    .flatMap((item) => recordIn(item) ?? [])
    .toSorted((a, b) => a.position - b.position);
}
