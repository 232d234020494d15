import { isRecord } from "../../json/index.ts";
import type { ApiResponse, ApiWorld } from "./api-shape.ts";
import { aboutPod, markEvicted } from "./evicted.ts";
import type { ObjectStore } from "./objects.ts";
import { json, status } from "./replies.ts";

const EVICTION = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/;
/** `undefined`: the path asks for something else. A budget that is used up refuses, as the API does. */
export function evict(
  world: ApiWorld,
  path: string,
  pods: readonly object[],
): ApiResponse | undefined {
  const [, namespace, name] = EVICTION.exec(path) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  const pod = pods.find((each) => {
    const about = aboutPod(each);
    return about.namespace === namespace && about.name === name;
  });
  if (pod === undefined) return status(404, "NotFound", `pods "${name}" not found`);
  const budget = budgetOver(world.store, namespace, pod);
  if (budget !== undefined)
    return status(
      429,
      "TooManyRequests",
      `Cannot evict pod as it would violate the pod's disruption budget. (${budget})`,
    );
  world.store.remove(`/api/v1/namespaces/${namespace}/pods/${name}`);
  markEvicted(world.store, { namespace, name, nowMs: world.nowMs });
  world.save();
  return json(201, { kind: "Status", apiVersion: "v1", status: "Success" });
}

/** Name of the first budget that allows none and is for this pod. */
function budgetOver(store: ObjectStore, namespace: string, pod: object): string | undefined {
  const labels = recordIn(aboutPod(pod).metadata, "labels");
  const folder = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/`;
  const found = store.under(folder).find(({ object }) => {
    const wanted = recordIn(recordIn(recordIn(object, "spec"), "selector"), "matchLabels");
    const isFor = Object.entries(wanted).every(([key, value]) => labels[key] === value);
    return isFor && recordIn(object, "status").disruptionsAllowed === 0;
  });
  return found === undefined ? undefined : String(recordIn(found.object, "metadata").name);
}

function recordIn(object: Readonly<Record<string, unknown>>, field: string) {
  const value = object[field];
  return isRecord(value) ? value : {};
}
