import type { ClusterObservation } from "../distributions/index.ts";
import type { RunState } from "../engine/index.ts";
import { type RebootAdvice, summarizeCluster } from "./summary.ts";

/** Whether this host may be restarted or switched off now. */
export interface PowerAdvice {
  /** Only a plain yes goes without the name of the cluster: unknown is no yes. */
  readonly answer: RebootAdvice["answer"];
  /** What stops, and why the answer is what it is; one sentence each. */
  readonly why: readonly string[];
}

export interface PowerFacts {
  /** `null`: no cluster was found, or nobody has looked yet. */
  readonly cluster: ClusterObservation | null;
  readonly run: RunState | null;
}

/** Pure. */
export function advisePower({ cluster, run }: PowerFacts): PowerAdvice {
  const { answer, why } = clusterAdvice(cluster);
  const isRunning = run !== null && run.endedMs === null && run.state !== "paused";
  const cutOff = "a run is in progress: it goes on once the host is up again";
  return { answer, why: isRunning ? [why, cutOff] : [why] };
}

function clusterAdvice(seen: ClusterObservation | null): Omit<PowerAdvice, "why"> & Why {
  if (seen === null || (seen.installed.is === "absent" && seen.unit.is === "absent"))
    return { answer: "yes", why: "no cluster on this host" };
  const own = summarizeCluster(seen).rebootNow.find(({ isThisHost }) => isThisHost);
  if (own !== undefined) return own;
  if (isAlone(seen))
    return { answer: "yes", why: "the only member: everything on it stops until it is back" };
  if (seen.nodes.is === "known" && seen.nodes.value.length > 0)
    return { answer: "unknown", why: "this host is not among the nodes of the cluster" };
  return { answer: "unknown", why: "the nodes of the cluster could not be asked" };
}

type Why = { readonly why: string };

/** Without an API no node is known; its datastore still says whether anybody else depends on it. */
function isAlone({ datastore }: ClusterObservation): boolean {
  const members = datastore.is === "known" ? datastore.value.members : [];
  return members.length === 1 && members[0]?.isThisHost === true;
}
