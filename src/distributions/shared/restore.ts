import {
  type Blocked,
  type Candidate,
  digestOf,
  type Skipped,
  type Step,
} from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, type Operated, serverOnly, within } from "./operation-plan.ts";
import type { ServerKind } from "./server-kind.ts";
import { waitSteps } from "./wait.ts";

export interface RestoreParams {
  readonly cluster: string;
  readonly from: string;
  /** When data was brought back here the last time before, wall time; 0: never. */
  readonly after: number;
}

/** Pure. distributions.md 3.5, 8.3 rule 5 and 13.2 "restore": one member with the data of a snapshot. */
export function restorePlan(
  { kind, waits }: Operated,
  request: ClusterOperationRequest,
): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { cluster, params, seen } = request;
  const { from = "" } = params;
  const blocked = [
    ...within(kind, request),
    ...serverOnly(kind, request),
    ...pathObstacles(from),
    ...peerObstacles(request),
  ];
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const node = ownNodeName(request);
  const milestones = [
    "datastore",
    "api",
    ...(node === "" ? [] : ["node-registered" as const]),
  ] as const;
  return {
    steps: [
      restoreStep(kind, { cluster, from, after: seen.restoredMs ?? 0 }),
      ...waitSteps(waits, milestones, { node }),
    ],
    skipped: othersToJoin(kind, request),
    blocked: [],
  };
}

function restoreStep({ id, database }: ServerKind, params: RestoreParams): Step {
  return {
    id: `${id}.restore`,
    kind: `${id}.restore`,
    title: `Bring back ${params.from}: all that was stored since is lost`,
    params,
    inputsDigest: digestOf({ ...params, database }),
    impact: "data-loss",
    undo: "none",
    usualMs: 60_000,
    limit: { noProgressMs: 300_000, totalMs: 1_800_000 },
    rerun: "safe",
    mark: "NO WAY BACK",
  };
}

export function pathObstacles(from: string): readonly Blocked[] {
  if (from.startsWith("/")) return [];
  return [
    {
      code: "SNAPSHOT_UNUSABLE",
      message: `${JSON.stringify(from)} is no absolute path`,
      hint: "Give the whole path of a snapshot on this host.",
    },
  ];
}

/** One that still runs would go on with the former data, beside the restored one. */
function peerObstacles(request: ClusterOperationRequest): readonly Blocked[] {
  const answering = othersIn(request).filter(({ answers }) => answers);
  if (answering.length === 0) return [];
  const names = answering.map(({ name }) => name).join(", ");
  return [
    {
      code: "PEERS_ANSWER",
      message: `${names} still ${answering.length === 1 ? "runs" : "run"} with the present data`,
      hint: "Stop the service of the cluster on every other server first, then plan again.",
    },
  ];
}

function othersToJoin(
  { database }: ServerKind,
  request: ClusterOperationRequest,
): readonly Skipped[] {
  return othersIn(request).map(({ name }) => ({
    title: `Join ${name} again`,
    reason: `its data is of a member that is no more: on ${name} remove ${database}, then let it join`,
  }));
}

interface Other {
  readonly name: string;
  readonly answers: boolean;
}

/** Servers besides this one, as the store and the API know them. */
export function othersIn({ stores, seen: { nodes } }: ClusterOperationRequest): readonly Other[] {
  const members = stores.is === "known" ? stores.value.flatMap((store) => store.members) : [];
  const known = members
    .filter(({ isThisHost }) => !isThisHost)
    .map(({ name, reach }) => ({ name, answers: reach === "online" }));
  const servers = (nodes.is === "known" ? nodes.value : [])
    .filter(({ isThisHost, roles }) => !isThisHost && roles.includes("control-plane"))
    // A member is named after its node, and more.
    .filter(({ name }) => !known.some((member) => member.name.startsWith(name)))
    .map(({ name, ready }) => ({ name, answers: ready === "True" }));
  return [...known, ...servers];
}

export function ownNodeName({ seen: { nodes }, wanted }: ClusterOperationRequest): string {
  const all = nodes.is === "known" ? nodes.value : [];
  const asked = wanted?.document.spec.host?.hostname ?? wanted?.facts.hostname;
  return all.find(({ isThisHost }) => isThisHost)?.name ?? asked?.toLowerCase() ?? "";
}
