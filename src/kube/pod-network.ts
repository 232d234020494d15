import { isRecord } from "../json/index.ts";
import type { ManifestObject } from "./manifest.ts";

/**
 * Published CNI manifests carry a pod network of their own (10.244.0.0/16, 192.168.0.0/16); with
 * another one in the cluster the node turns Ready and no packet arrives. Pure: puts the cluster's
 * network where Flannel (`net-conf.json`) and Calico (`CALICO_IPV4POOL_CIDR`, its default pool) look
 * for it.
 */
export function withPodNetwork(object: ManifestObject, podCidr: string): ManifestObject {
  const flannel = netConfOf(object);
  if (flannel !== undefined) {
    const data = { ...flannel.data, [NET_CONF]: replaceNetwork(flannel.text, podCidr) };
    return { ...object, data };
  }
  const { name } = object.metadata;
  if (object.kind === "DaemonSet" && name === "calico-node") return withPool(object, podCidr);
  if (object.kind === "IPPool" && name === "default-ipv4-ippool" && isRecord(object.spec))
    return { ...object, spec: { ...object.spec, cidr: podCidr } };
  return object;
}

const NET_CONF = "net-conf.json";
const POOL = "CALICO_IPV4POOL_CIDR";

function netConfOf(object: ManifestObject) {
  if (object.kind !== "ConfigMap" || !isRecord(object.data)) return undefined;
  const text = object.data[NET_CONF];
  return typeof text === "string" ? { data: object.data, text } : undefined;
}

function replaceNetwork(text: string, podCidr: string): string {
  return text.replace(/("Network"\s*:\s*")[^"]*(")/, `$1${podCidr}$2`);
}

function withPool(object: ManifestObject, podCidr: string): ManifestObject {
  const copy = structuredClone(object);
  const containers = at(copy, ["spec", "template", "spec", "containers"]);
  if (!Array.isArray(containers)) return object;
  for (const container of containers) {
    if (!isRecord(container) || container.name !== "calico-node") continue;
    const env = Array.isArray(container.env) ? container.env : [];
    const others = env.filter((entry) => !isRecord(entry) || entry.name !== POOL);
    container.env = [...others, { name: POOL, value: podCidr }];
  }
  return copy;
}

function at(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}
