import { type Blocked, knownValue, type Skipped } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { PlanRequest } from "../driver.ts";
import { isFormedIn } from "./formed.ts";
import { joinInputsOf } from "./join-inputs.ts";
import type { ServerKind } from "./server-kind.ts";
import { minorOf, normalVersion } from "./versions.ts";

/** Pure. Why this host neither founds a cluster nor comes into one; nothing once it has begun or is in. */
export function beginningObstacles(
  kind: Pick<ServerKind, "title" | "joinPort">,
  request: PlanRequest,
  nodeIp: string | undefined,
): readonly Blocked[] {
  const { cluster, seen } = request;
  if (seen.others?.is === "unknown")
    return [
      {
        code: "CLUSTER_UNKNOWN",
        message: `cannot tell whether a cluster was founded here before: ${seen.others.why}`,
        hint: "Clear that up, then plan again.",
      },
    ];
  const others = (seen.others && knownValue(seen.others)) ?? [];
  const splits = others.map(({ address, evidence, remedy }) => ({
    code: "WOULD_SPLIT_CLUSTER",
    message: `${address} ${evidence}: a cluster is there already, and this host would found another one`,
    hint:
      remedy ??
      "Join it: set spec.cluster.join; or take the address out of the document if it is not of this cluster.",
  }));
  const join = joinInputsOf(kind, cluster);
  if (join === undefined || isFormedIn(request)) return splits;
  if (nodeIp !== undefined && new URL(join.asked).hostname === nodeIp)
    return [
      {
        code: "JOIN_ITSELF",
        message: `spec.cluster.join.server ${nodeIp} is this host itself`,
        hint: "Name another member; or remove join, if this host shall found the cluster.",
      },
    ];
  return targetObstacles(request, join.asked, join.pin);
}

/** Pure. Said and not refused: at the first founding nobody of them answers either. */
export function aloneNote({ cluster, seen }: PlanRequest): readonly Skipped[] {
  const { peers = [], join } = cluster;
  const isNew = seen.ownership === undefined || seen.ownership.is === "absent";
  if (join !== undefined || peers.length === 0 || !isNew) return [];
  return [
    {
      title: `Join ${peers.join(", ")}`,
      reason:
        "none of them answers, so this host founds the cluster; if they have one already, stop here, bring one of them up and set spec.cluster.join",
    },
  ];
}

function targetObstacles(
  { cluster, seen: { target } }: PlanRequest,
  server: string,
  pin: string | undefined,
): readonly Blocked[] {
  if (target === undefined) return [];
  if (target.is !== "known")
    return [
      {
        code: "JOIN_UNREACHABLE",
        message: `${server} does not answer: ${target.is === "unknown" ? target.why : "nothing is there"}`,
        hint: "See that the cluster is up and that this host reaches it, then plan again.",
      },
    ];
  const found: Blocked[] = [];
  const { pin: shown, version } = target.value;
  if (pin !== undefined && shown !== undefined && shown !== `sha256:${pin}`)
    found.push({
      code: "JOIN_PIN",
      message: `${server} shows the authority ${shown}, which is not the pinned one`,
      hint: "Compare it on a member; something on the way may open TLS: check NO_PROXY.",
    });
  if (version !== undefined) found.push(...skewOf(cluster, normalVersion(version)));
  return found;
}

/** The version skew policy of Kubernetes: a kubelet is never newer than its servers, nor older by more than this. */
const MOST_BEHIND = 3;

function skewOf({ role, version: own }: ClusterSpec, theirs: string): readonly Blocked[] {
  const wanted = normalVersion(own);
  const behind = minorOf(theirs) - minorOf(wanted);
  if (behind < 0)
    return [
      {
        code: "JOIN_VERSION",
        message: `the cluster is at ${theirs}, and ${wanted} is newer`,
        hint: "Join with the version of the cluster, and upgrade it afterwards.",
      },
    ];
  if (role !== "worker" || behind <= MOST_BEHIND) return [];
  return [
    {
      code: "JOIN_VERSION",
      message: `the cluster is at ${theirs}, and ${wanted} is ${behind} minors older: a worker may be ${MOST_BEHIND} behind its servers`,
      hint: `Bring the artefacts of ${theirs}, or of a 1.${minorOf(theirs) - MOST_BEHIND} at the least.`,
    },
  ];
}
