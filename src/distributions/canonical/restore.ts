import { type Blocked, type Candidate, knownValue } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, serverOnly, within } from "../shared/operation-plan.ts";
import { waitSteps } from "../shared/wait.ts";
import { restoreStep } from "./restore-step.ts";
import { WAIT } from "./wait.ts";

const TITLE = { title: "Canonical Kubernetes" };
const GUIDE = "bringup status --recovery says how several members are brought back by hand";

/**
 * Pure. distributions.md 8.3 rule 5, of a cluster of one. Neither k8sd nor the snap has a way to make one of
 * several but editing the lists of members by hand: then a member that comes back would still be believed.
 */
export function restore(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { cluster, params, seen } = request;
  const { from = "" } = params;
  const blocked = [
    ...within(TITLE, request),
    ...serverOnly(TITLE, request),
    ...pathObstacles(from),
    ...memberObstacles(request),
  ];
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const node = ownName(request);
  const milestones = [
    "datastore",
    "api",
    ...(node === "" ? [] : ["node-registered" as const]),
  ] as const;
  const steps = [
    restoreStep({ cluster, from, after: seen.restoredMs ?? 0 }),
    ...waitSteps(WAIT, milestones, { node }),
  ];
  return { steps, skipped: [PODS_STAY], blocked: [] };
}

const PODS_STAY = {
  title: "Stop the pods of this node",
  reason:
    "they run on; the kubelet ends those that the snapshot does not know, and volumes stay as they are",
};

function pathObstacles(from: string): readonly Blocked[] {
  if (from.startsWith("/")) return [];
  return [
    {
      code: "SNAPSHOT_UNUSABLE",
      message: `${JSON.stringify(from)} is no absolute path`,
      hint: "Give the whole path of a snapshot on this host.",
    },
  ];
}

/** Who is a member now keeps the former data, under the same keys and numbers as what is put back. */
function memberObstacles(request: ClusterOperationRequest): readonly Blocked[] {
  const others = othersOf(request);
  const answering = others.filter(({ answers }) => answers).map(({ name }) => name);
  if (answering.length > 0)
    return [
      {
        code: "PEERS_ANSWER",
        message: `${answering.join(", ")} still ${answering.length === 1 ? "runs" : "run"} with the present data`,
        hint: `Let each of them leave, or remove it as a peer, then plan again; ${GUIDE}.`,
      },
    ];
  if (others.length === 0) return [];
  const names = others.map(({ name }) => name).join(", ");
  return [
    {
      code: "RESTORE_NOT_ALONE",
      message: `${names} ${others.length === 1 ? "is a member" : "are members"} too: whoever comes back with the former data would be believed`,
      hint: `Remove each that is gone for good (bringup cluster remove-peer --node NAME --dead), then plan again; ${GUIDE}.`,
    },
  ];
}

interface Other {
  readonly name: string;
  readonly answers: boolean;
}

/** Control planes besides this one, as the stores and the API know them. */
function othersOf({ stores, seen: { nodes } }: ClusterOperationRequest): readonly Other[] {
  const found = new Map<string, boolean>();
  const note = (name: string, answers: boolean) =>
    found.set(name, answers || found.get(name) === true);
  for (const { members } of knownValue(stores) ?? [])
    for (const { isThisHost, name, reach } of members)
      if (!isThisHost) note(name, reach === "online");
  for (const { isThisHost, name, roles, ready } of knownValue(nodes) ?? [])
    if (!isThisHost && roles.includes("control-plane")) note(name, ready === "True");
  return [...found].map(([name, answers]) => ({ name, answers }));
}

function ownName({ seen: { nodes }, wanted }: ClusterOperationRequest): string {
  const own = knownValue(nodes)?.find(({ isThisHost }) => isThisHost)?.name;
  const asked = wanted?.document.spec.host?.hostname ?? wanted?.facts.hostname;
  return own ?? asked?.toLowerCase() ?? "";
}
