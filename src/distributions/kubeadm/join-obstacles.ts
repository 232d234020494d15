import { type Blocked, knownValue } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { isSameVersion, minorOf, normalVersion } from "../shared/versions.ts";
import { isFormedIn, type JoinInputs, type KubeadmInputs } from "./inputs.ts";

/** Pure. Why this host neither founds a cluster nor comes into the one that it is told to join. */
export function beginningObstacles(
  request: PlanRequest,
  { join, nodeIp, version }: KubeadmInputs,
): readonly Blocked[] {
  const { others, target } = request.seen;
  if (isFormedIn(request)) return [];
  if (join === undefined)
    return (others === undefined ? [] : (knownValue(others) ?? [])).map(
      ({ address, evidence }) => ({
        code: "WOULD_SPLIT_CLUSTER",
        message: `${address} ${evidence}: a cluster is there already, and this host would found another one`,
        hint: "Join it: set spec.cluster.join; or take the address out of the document if it is not of this cluster.",
      }),
    );
  if (nodeIp !== undefined && hostIn(join) === nodeIp)
    return [
      {
        code: "JOIN_ITSELF",
        message: `spec.cluster.join.server ${nodeIp} is this host itself`,
        hint: "Name another member; or remove join, if this host shall found the cluster.",
      },
    ];
  const found: Blocked[] = [];
  if (target?.is === "unknown")
    found.push({
      code: "JOIN_UNREACHABLE",
      message: `${join.server} does not answer: ${target.why}`,
      hint: "See that the cluster is up and that this host reaches it, then plan again.",
    });
  const theirs = target?.is === "known" ? target.value.version : undefined;
  if (theirs !== undefined) found.push(...versionObstacles(join, { theirs, ours: version }));
  return found;
}

/** Control planes join with the version of the cluster; a kubelet is never newer. */
function versionObstacles(
  { role }: JoinInputs,
  { theirs, ours }: { readonly theirs: string; readonly ours: string },
): readonly Blocked[] {
  const fits = role === "worker" ? minorOf(ours) <= minorOf(theirs) : isSameVersion(ours, theirs);
  if (fits) return [];
  return [
    {
      code: "JOIN_VERSION",
      message: `the cluster is at ${normalVersion(theirs)}, and ${normalVersion(ours)} is asked for`,
      hint: "Join with the version of the cluster, and upgrade it afterwards.",
    },
  ];
}

function hostIn({ server }: JoinInputs): string {
  return server.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}
