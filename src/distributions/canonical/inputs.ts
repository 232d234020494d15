import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterFacts } from "../driver.ts";
import { type KubeVip, kubeVipOf } from "../shared/kube-vip.ts";
import { normalVersion } from "../shared/versions.ts";
import { datastoresOf } from "./datastore-kind.ts";
import { type CanonicalNative, CNIS, nativeOf } from "./native.ts";

/** As the snap takes them. */
export const DEFAULTS = {
  podCidr: "10.1.0.0/16",
  serviceCidr: "10.152.183.0/24",
  domain: "cluster.local",
} as const;

/** Everything its configuration is written from, with defaults filled in. */
export interface CanonicalInputs {
  readonly clusterName: string;
  /** Without the `v`. */
  readonly version: string;
  readonly nodeName: string;
  /** `undefined` while the address of this host is not known. */
  readonly nodeIp: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly domain: string;
  readonly cni: (typeof CNIS)[number];
  readonly datastore: "etcd" | "k8s-dqlite";
  readonly isHardened: boolean;
  /** Announced by the control planes; absent on a worker, and where none is asked for. */
  readonly vip: KubeVip | undefined;
  /** Names and addresses in the API server's certificate besides its own. */
  readonly sans: readonly string[];
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  readonly native: CanonicalNative;
  readonly role: "control-plane" | "worker";
  /** Comes into a cluster that is there, with the token under this name. */
  readonly join?: { readonly server: string; readonly token: string };
}

/** Kubernetes' own way to keep applications away from a control plane. */
const CONTROL_PLANE_TAINT = "node-role.kubernetes.io/control-plane:NoSchedule";

/** Pure. */
export function inputsOf(
  document: EdgeHost,
  cluster: ClusterSpec,
  facts: Pick<ClusterFacts, "hostname" | "nodeAddress">,
): CanonicalInputs {
  const native = nativeOf(cluster);
  const version = normalVersion(cluster.version);
  // k8sd takes no capitals.
  const nodeName = (document.spec.host?.hostname ?? facts.hostname).toLowerCase();
  const seen = facts.nodeAddress.is === "known" ? facts.nodeAddress.value.address : undefined;
  const endpoint = hostOf(cluster.controlPlaneEndpoint);
  const sans = [cluster.vip, endpoint, ...(native.tlsSans ?? [])];
  return {
    clusterName: cluster.name,
    ...{ version, nodeName },
    nodeIp: cluster.nodeIp ?? seen,
    podCidr: cluster.podCidr ?? DEFAULTS.podCidr,
    serviceCidr: cluster.serviceCidr ?? DEFAULTS.serviceCidr,
    domain: cluster.domain ?? DEFAULTS.domain,
    cni: CNIS.find((name) => name === cluster.cni) ?? "cilium",
    datastore: native.datastore ?? datastoresOf(version)[0] ?? "etcd",
    isHardened: cluster.hardening === "cis",
    vip: doesAnnounce(cluster) ? kubeVipOf(cluster, facts, native.kubeVipVersion) : undefined,
    sans: [...new Set(sans.filter((san) => san !== undefined))],
    labels: Object.entries(cluster.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    taints: [
      ...(cluster.runsApplications === false ? [CONTROL_PLANE_TAINT] : []),
      ...(cluster.taints ?? []),
    ],
    native,
    role: cluster.role ?? "control-plane",
    ...(cluster.join === undefined
      ? {}
      : { join: { server: cluster.join.server, token: cluster.join.token.secret } }),
  };
}

/** A worker runs nothing of it. */
export function doesAnnounce({ vip, role }: Pick<ClusterSpec, "vip" | "role">): boolean {
  return vip !== undefined && role !== "worker";
}

/** `edge.example:6443` and `[fd00::1]:6443` without their port. */
function hostOf(endpoint: string | undefined): string | undefined {
  return endpoint?.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^([^:]*):\d+$/, "$1");
}
