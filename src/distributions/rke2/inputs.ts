import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterFacts } from "../driver.ts";
import { DEFAULTS, dnsAddress } from "../shared/networks.ts";
import { normalVersion } from "../shared/versions.ts";
import { CNIS, nativeOf, type Rke2Native } from "./spec.ts";

/** Everything the files are written from, with defaults filled in. */
export interface Rke2Inputs {
  readonly clusterName: string;
  readonly version: string;
  readonly nodeName: string;
  /** `undefined` while the address of this host is not known. */
  readonly nodeIp: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsIp: string;
  readonly domain: string;
  readonly cni: NonNullable<ClusterSpec["cni"]>;
  readonly isHardened: boolean;
  /** Names and addresses in the API server's certificate besides its own. */
  readonly sans: readonly string[];
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  readonly native: Rke2Native;
}

/** Pure. */
export function inputsOf(
  document: EdgeHost,
  cluster: ClusterSpec,
  facts: Pick<ClusterFacts, "hostname" | "nodeAddress">,
): Rke2Inputs {
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
    cni: cluster.cni ?? CNIS[0],
    isHardened: cluster.hardening === "cis",
    sans: [...new Set(sans.filter((san) => san !== undefined))],
    labels: Object.entries(cluster.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    taints: cluster.taints ?? [],
    native,
  };
}
