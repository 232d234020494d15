import { believedStores, type StopAdvice } from "../datastore/index.ts";
import type { ClusterObservation, ClusterSeen } from "../distributions/index.ts";
import type { RunState } from "../engine/index.ts";
import type { StoresSlice } from "../session/index.ts";
import { adviseMembers, summarizeCluster } from "./summary.ts";

/** Whether this host may be restarted or switched off now. */
export interface PowerAdvice {
  /** Only a plain yes goes without the name of the cluster: unknown is no yes. */
  readonly answer: StopAdvice["answer"];
  /** What stops, and why the answer is what it is; one sentence each. */
  readonly why: readonly string[];
}

export interface PowerFacts {
  /** `null`: no cluster was found, or nobody has looked yet. */
  readonly cluster: ClusterObservation | null;
  readonly stores?: StoresSlice;
  readonly run: RunState | null;
}

/** Pure; `wallMs` is now: on old news nothing is promised. */
export function advisePower({ cluster, stores, run }: PowerFacts, wallMs: number): PowerAdvice {
  const { answer, why } = clusterAdvice(cluster, believedStores(stores, wallMs).own);
  const isRunning = run !== null && run.endedMs === null && run.state !== "paused";
  const cutOff = "a run is in progress: it goes on once the host is up again";
  return { answer, why: isRunning ? [why, cutOff] : [why] };
}

function clusterAdvice(
  cluster: ClusterObservation | null,
  stores: ClusterSeen["stores"],
): StopAdvice {
  if (cluster === null || (cluster.installed.is === "absent" && cluster.unit.is === "absent"))
    return { answer: "yes", why: "no cluster on this host" };
  const own = summarizeCluster({ cluster, stores }).rebootNow.find(({ isThisHost }) => isThisHost);
  if (own !== undefined) return own;
  return withoutNodes(stores) ?? { answer: "unknown", why: unseen(cluster) };
}

/** Without an API no node is known; the stores still say whether anybody depends on this host. */
function withoutNodes(stores: ClusterSeen["stores"]): StopAdvice | undefined {
  if (stores.is !== "known") return undefined;
  const members = stores.value.flatMap((store) => store.members);
  if (!members.some(({ isThisHost }) => isThisHost)) return undefined;
  if (stores.value.every((store) => store.members.length === 1 && store.isPartial === undefined))
    return { answer: "yes", why: "the only member: everything on it stops until it is back" };
  return adviseMembers(stores.value, ({ isThisHost }) => isThisHost);
}

function unseen({ nodes }: ClusterObservation): string {
  return nodes.is === "known" && nodes.value.length > 0
    ? "this host is not among the nodes of the cluster"
    : "the nodes of the cluster could not be asked";
}
