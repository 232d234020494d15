import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterFacts } from "../driver.ts";
import { endpointHost, type JoinInputs, joinInputsOf, taintsOf } from "./join-inputs.ts";
import { type KubeVip, kubeVipOf } from "./kube-vip.ts";
import { DEFAULTS, dnsAddress } from "./networks.ts";
import type { ServerKind } from "./server-kind.ts";
import { normalVersion } from "./versions.ts";

/** What the files of a server or an agent are written from, with defaults filled in, whichever it is of. */
export interface ServerInputs {
  readonly clusterName: string;
  readonly version: string;
  readonly nodeName: string;
  /** `undefined` while the address of this host is not known. */
  readonly nodeIp: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsIp: string;
  readonly domain: string;
  readonly isHardened: boolean;
  /** Names and addresses in the API server's certificate besides its own. */
  readonly sans: readonly string[];
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  /** What announces the virtual address; a worker has no part in it. */
  readonly vip: KubeVip | undefined;
  /** Absent: it founds its cluster, or has founded it. */
  readonly join?: JoinInputs;
}

/** It only runs pods. */
export function isWorker({ join }: Pick<ServerInputs, "join">): boolean {
  return join?.role === "worker";
}

interface InputsRequest {
  readonly document: EdgeHost;
  readonly cluster: ClusterSpec;
  readonly facts: Pick<ClusterFacts, "hostname" | "nodeAddress">;
}

/** What its own section of the document says. */
interface Own extends Pick<ServerKind, "joinPort"> {
  /** The address that its servers announce. */
  readonly vip: string | undefined;
  readonly kubeVipVersion?: string | undefined;
  readonly tlsSans?: readonly string[] | undefined;
}

/** Pure. */
export function serverInputs({ document, cluster, facts }: InputsRequest, own: Own): ServerInputs {
  const { vip, joinPort, kubeVipVersion, tlsSans = [] } = own;
  const nodeName = (document.spec.host?.hostname ?? facts.hostname).toLowerCase();
  const seen = facts.nodeAddress.is === "known" ? facts.nodeAddress.value.address : undefined;
  const nodeIp = cluster.nodeIp ?? seen;
  const serviceCidr = cluster.serviceCidr ?? DEFAULTS.serviceCidr;
  const join = joinInputsOf({ joinPort, vip }, cluster);
  const sans = [nodeName, nodeIp, cluster.vip, endpointHost(cluster), ...tlsSans];
  return {
    clusterName: cluster.name,
    version: normalVersion(cluster.version),
    nodeName,
    nodeIp,
    podCidr: cluster.podCidr ?? DEFAULTS.podCidr,
    serviceCidr,
    dnsIp: dnsAddress(serviceCidr),
    domain: cluster.domain ?? DEFAULTS.domain,
    isHardened: cluster.hardening === "cis",
    sans: [...new Set(sans.filter((san) => san !== undefined))],
    labels: Object.entries(cluster.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    taints: taintsOf(cluster),
    vip:
      join?.role === "worker" ? undefined : kubeVipOf({ ...cluster, vip }, facts, kubeVipVersion),
    ...(join === undefined ? {} : { join }),
  };
}
