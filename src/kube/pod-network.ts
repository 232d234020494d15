import { isRecord } from "../json/index.ts";
import type { ManifestObject } from "./manifest.ts";

/**
 * Published CNI manifests carry a pod network of their own (10.244.0.0/16, 192.168.0.0/16); with
 * another one in the cluster the node turns Ready and no packet arrives. Pure: puts the cluster's
 * network where Flannel (`net-conf.json`) and Calico (`CALICO_IPV4POOL_CIDR`, its default pool) look
 * for it. Both are told to go by the address of the node, where the manifest says nothing else: on a
 * host with several links they would take the one of the default route, or a virtual address.
 */
export function withPodNetwork(object: ManifestObject, podCidr: string): ManifestObject {
  const flannel = netConfOf(object);
  if (flannel !== undefined) {
    const data = { ...flannel.data, [NET_CONF]: replaceNetwork(flannel.text, podCidr) };
    return { ...object, data };
  }
  const { name } = object.metadata;
  if (object.kind === "DaemonSet" && name === "calico-node")
    return changed(object, name, (container) => withCalico(container, podCidr));
  if (object.kind === "DaemonSet" && name === "kube-flannel-ds")
    return changed(object, "kube-flannel", withFlannel);
  if (object.kind === "IPPool" && name === "default-ipv4-ippool" && isRecord(object.spec))
    return { ...object, spec: { ...object.spec, cidr: podCidr } };
  return object;
}

const NET_CONF = "net-conf.json";
const POOL = "CALICO_IPV4POOL_CIDR";
const BY = "IP_AUTODETECTION_METHOD";

function netConfOf(object: ManifestObject) {
  if (object.kind !== "ConfigMap" || !isRecord(object.data)) return undefined;
  const text = object.data[NET_CONF];
  return typeof text === "string" ? { data: object.data, text } : undefined;
}

function replaceNetwork(text: string, podCidr: string): string {
  return text.replace(/("Network"\s*:\s*")[^"]*(")/, `$1${podCidr}$2`);
}

type Container = Record<string, unknown>;

function changed(
  object: ManifestObject,
  wanted: string,
  change: (container: Container) => Container,
): ManifestObject {
  const copy = structuredClone(object);
  const spec = at(copy, ["spec", "template", "spec"]);
  if (!isRecord(spec) || !Array.isArray(spec.containers)) return object;
  spec.containers = spec.containers.map((container: unknown) =>
    isRecord(container) && container.name === wanted ? change(container) : container,
  );
  return copy;
}

function withCalico(container: Container, podCidr: string): Container {
  const others = listIn(container.env).filter((entry) => !isNamed(entry, POOL));
  const isTold = others.some((entry) => isNamed(entry, BY));
  const own = isTold ? [] : [{ name: BY, value: "kubernetes-internal-ip" }];
  return { ...container, env: [...others, { name: POOL, value: podCidr }, ...own] };
}

/** Its `--iface` takes an address as well as a name. */
function withFlannel(container: Container): Container {
  const args = listIn(container.args);
  if (args.some((arg) => /^--(iface|public-ip)/.test(String(arg)))) return container;
  const address = { name: "NODE_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } };
  const env = listIn(container.env).filter((entry) => !isNamed(entry, address.name));
  return { ...container, args: [...args, "--iface=$(NODE_IP)"], env: [...env, address] };
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isNamed = (entry: unknown, name: string): boolean => isRecord(entry) && entry.name === name;

function at(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}
