import { type ClusterSpec, type EdgeHost, endpointOf, hostAndPort } from "../../spec/index.ts";
import type { ClusterFacts, PlanRequest } from "../driver.ts";
import { wantsFips } from "../shared/fips.ts";
import { type KubeVip, kubeVipOf } from "../shared/kube-vip.ts";
import { dnsAddress } from "../shared/networks.ts";
import { minorOf, normalVersion } from "../shared/versions.ts";
import { type KubeadmNative, nativeOf, type Taint, taintIn } from "./native.ts";
import { TOOLS } from "./tools.ts";

/** kubeadm has no pod network of its own; this is what Flannel is published with. */
export const DEFAULTS = {
  podCidr: "10.244.0.0/16",
  serviceCidr: "10.96.0.0/12",
  domain: "cluster.local",
} as const;

/** Everything the files are written from, with defaults filled in. */
export interface KubeadmInputs {
  readonly clusterName: string;
  /** Without the `v`. */
  readonly version: string;
  readonly nodeName: string;
  /** `undefined` while the address of this host is not known. */
  readonly nodeIp: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsIp: string;
  readonly domain: string;
  readonly isHardened: boolean;
  readonly isFips: boolean;
  /** `HOST:PORT` of the cluster, whichever member answers; without it no other control plane can join. */
  readonly endpoint: string | undefined;
  /** What announces the endpoint, where the nodes do so themselves. */
  readonly vip: KubeVip | undefined;
  /** Names and addresses in the API server's certificate besides its own. */
  readonly sans: readonly string[];
  readonly labels: readonly string[];
  readonly taints: readonly Taint[];
  readonly containerd: Containerd;
  readonly pauseImage: string;
  readonly native: KubeadmNative;
  /** Where this host comes into a cluster; absent: it founds one. */
  readonly join: JoinInputs | undefined;
}

/** Names of secrets, never their text. */
export interface JoinInputs {
  readonly role: "control-plane" | "worker";
  /** `HOST:PORT` */
  readonly server: string;
  readonly pin: string;
  readonly token: string;
  readonly certificateKey: string | undefined;
}

export interface Containerd {
  readonly isBrought: boolean;
  /** Of its configuration: 3 since containerd 2, which still reads 2. */
  readonly configVersion: 2 | 3;
}

/** Pure. */
export function inputsOf(
  document: EdgeHost,
  cluster: ClusterSpec,
  facts: Pick<ClusterFacts, "hostname" | "nodeAddress">,
): KubeadmInputs {
  const native = nativeOf(cluster);
  const version = normalVersion(cluster.version);
  const nodeName = (document.spec.host?.hostname ?? facts.hostname).toLowerCase();
  const seen = facts.nodeAddress.is === "known" ? facts.nodeAddress.value.address : undefined;
  const nodeIp = cluster.nodeIp ?? seen;
  const serviceCidr = cluster.serviceCidr ?? DEFAULTS.serviceCidr;
  const endpoint = endpointIn(cluster);
  const own = [nodeName, nodeIp, endpoint?.host, "localhost", "127.0.0.1"];
  const sans = [...own, ...(native.tlsSans ?? [])];
  return {
    clusterName: cluster.name,
    ...{ version, nodeName, nodeIp, serviceCidr, native },
    podCidr: cluster.podCidr ?? DEFAULTS.podCidr,
    dnsIp: dnsAddress(serviceCidr),
    domain: cluster.domain ?? DEFAULTS.domain,
    isHardened: cluster.hardening === "cis",
    isFips: wantsFips(document),
    endpoint: endpoint === undefined ? undefined : hostAndPort(endpoint),
    vip: kubeVipOf(cluster, facts, native.kubeVipVersion),
    sans: [...new Set(sans.filter((san) => san !== undefined))],
    labels: Object.entries(cluster.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    taints: taintsOf(cluster),
    containerd: containerdOf(native),
    join: joinOf(cluster),
    pauseImage: native.pauseImage ?? pauseImageOf(minorOf(version)),
  };
}

/** Port of the API of a control plane, and of what stands before it unless told. */
export const API_PORT = 6443;

/** Founded or joined: from then on there is no going back but by an operation. */
export function isFormedIn({ seen }: Pick<PlanRequest, "seen">): boolean {
  return seen.ownership?.is === "known" && seen.ownership.value.committed === true;
}

function joinOf({ join, role = "control-plane" }: ClusterSpec): JoinInputs | undefined {
  if (join === undefined) return undefined;
  return {
    role,
    server: hostAndPort(endpointOf(join.server, API_PORT)),
    pin: join.pin ?? "",
    token: join.token.secret,
    certificateKey: join.certificateKey?.secret,
  };
}

function endpointIn({ vip, controlPlaneEndpoint }: ClusterSpec) {
  const text = vip ?? controlPlaneEndpoint;
  return text === undefined ? undefined : endpointOf(text, API_PORT);
}

/** On one node the control plane takes pods of applications too, unless it is asked not to. */
function taintsOf({ taints = [], role, runsApplications }: ClusterSpec): readonly Taint[] {
  const own = taints.flatMap((text) => taintIn(text) ?? []);
  return role !== "worker" && runsApplications === false ? [CONTROL_PLANE_ALONE, ...own] : own;
}

const CONTROL_PLANE_ALONE: Taint = {
  key: "node-role.kubernetes.io/control-plane",
  effect: "NoSchedule",
};

/** Of a package nobody knows the version before it runs: both major versions read the older form. */
function containerdOf({ containerd, containerdVersion = TOOLS.containerd }: KubeadmNative) {
  const isBrought = containerd !== "host";
  const isNew = isBrought && !containerdVersion.startsWith("1.");
  return { isBrought, configVersion: isNew ? 3 : 2 } as const;
}

/** From which minor on which tag: as `kubeadm config images list` names it; that of 1.36 was recorded. */
const PAUSE_TAGS: readonly (readonly [minor: number, tag: string])[] = [
  [36, "3.10.2"],
  [34, "3.10.1"],
  [31, "3.10"],
  [0, "3.9"],
];

export function pauseImageOf(minor: number): string {
  const tag = PAUSE_TAGS.find(([from]) => minor >= from)?.[1] ?? "3.9";
  return `registry.k8s.io/pause:${tag}`;
}
