import { addressAt, parseNetwork } from "../../addresses/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterFacts } from "../driver.ts";
import { type K3sNative, nativeOf } from "./spec.ts";

export const DEFAULTS = {
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  domain: "cluster.local",
} as const;

/** Everything the files are written from, with defaults filled in. */
export interface K3sInputs {
  readonly clusterName: string;
  readonly version: string;
  readonly nodeName: string;
  /** `undefined` while the address of this host is not known. */
  readonly nodeIp: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsIp: string;
  readonly domain: string;
  readonly datastore: "sqlite" | "etcd";
  readonly cni: "flannel" | "calico";
  readonly isHardened: boolean;
  /** Names and addresses in the API server's certificate besides its own. */
  readonly sans: readonly string[];
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  readonly native: K3sNative;
}

/** Pure. */
export function inputsOf(
  document: EdgeHost,
  cluster: ClusterSpec,
  facts: Pick<ClusterFacts, "hostname" | "nodeAddress">,
): K3sInputs {
  const native = nativeOf(cluster);
  const nodeName = (document.spec.host?.hostname ?? facts.hostname).toLowerCase();
  const seen = facts.nodeAddress.is === "known" ? facts.nodeAddress.value.address : undefined;
  const nodeIp = cluster.nodeIp ?? seen;
  const serviceCidr = cluster.serviceCidr ?? DEFAULTS.serviceCidr;
  const sans = [nodeName, nodeIp, cluster.vip, ...(native.tlsSans ?? [])];
  return {
    clusterName: cluster.name,
    version: normalVersion(cluster.version),
    nodeName,
    nodeIp,
    podCidr: cluster.podCidr ?? DEFAULTS.podCidr,
    serviceCidr,
    dnsIp: dnsAddress(serviceCidr),
    domain: cluster.domain ?? DEFAULTS.domain,
    datastore: native.datastore ?? "sqlite",
    cni: cluster.cni ?? "flannel",
    isHardened: cluster.hardening === "cis",
    sans: [...new Set(sans.filter((san) => san !== undefined))],
    labels: Object.entries(cluster.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    taints: cluster.taints ?? [],
    native,
  };
}

/** Versions are compared without the `v` in front. */
export function normalVersion(version: string): string {
  return version.replace(/^v/, "");
}

/** `1.35.3+k3s1` and `1.35.3` name the same release of Kubernetes. */
export function isSameVersion(wanted: string, found: string): boolean {
  const [a, b] = [normalVersion(wanted), normalVersion(found)];
  return a === b || (!a.includes("+") && b.startsWith(`${a}+`));
}

/** Minor of a version `1.35.3+k3s1`: 35. */
export function minorOf(version: string): number {
  return Number(normalVersion(version).split(".")[1] ?? 0);
}

/** Services have their DNS at the tenth address of their network. */
function dnsAddress(cidr: string): string {
  const network = parseNetwork(cidr);
  if (network === undefined) throw new BringupError("BUG", `not a network: ${cidr}`);
  return addressAt(network, 10);
}
