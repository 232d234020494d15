import { type Blocked, type Candidate, digestOf, type Step } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, type Operated, serverOnly, storeOf, within } from "./operation-plan.ts";
import type { ServerKind } from "./server-kind.ts";
import type { StoreName } from "./snapshot-set.ts";
import { waitStep } from "./wait.ts";

export interface SnapshotParams {
  readonly cluster: string;
  readonly name: string;
  readonly store: StoreName;
  /** Taken anew when an earlier one of this name is older, while its version is still installed. */
  readonly maxAgeMs?: number;
  /** It stays, whatever becomes of the run it was taken for. */
  readonly stays?: true;
}

/** Part of a path, and of a name that the service makes of it. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/i;

/** Pure. distributions.md 3.5: etcd is asked while it runs, a file is copied while nothing writes it. */
export function snapshotPlan(
  { kind, waits }: Operated,
  request: ClusterOperationRequest,
): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { cluster, params, seen } = request;
  const { name = "" } = params;
  const store = storeOf(request);
  const blocked = [...within(kind, request), ...serverOnly(kind, request), ...nameObstacles(name)];
  if (store.is === "refused") return none([...blocked, store.why]);
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  if (!isUp && store.name === "etcd") blocked.push(notRunning(kind));
  if (blocked.length > 0) return none(blocked);
  const step = snapshotStep(kind, { cluster, name, store: store.name });
  const isBack =
    store.name === "etcd"
      ? []
      : (["api", "datastore"] as const).map((milestone) =>
          waitStep(waits, { milestone, node: "" }),
        );
  return { steps: [step, ...isBack], skipped: [], blocked: [] };
}

export function snapshotStep({ id, unit }: ServerKind, params: SnapshotParams): Step {
  const { cluster, name, store } = params;
  const how = store === "etcd" ? "" : `, while ${unit} stands still`;
  return {
    id: `${id}.snapshot`,
    kind: `${id}.snapshot`,
    title: `Save what cluster ${cluster} holds as ${name}${how}`,
    params,
    inputsDigest: digestOf(params),
    impact: store === "etcd" ? "none" : "restart",
    undo: "compensate",
    usualMs: 10_000,
    // distributions.md 13.2, create 12.
    limit: { noProgressMs: 120_000, totalMs: 600_000 },
    rerun: "safe",
  };
}

export function nameObstacles(name: string): readonly Blocked[] {
  if (NAME.test(name)) return [];
  return [
    {
      code: "SNAPSHOT_NAME",
      message: `${JSON.stringify(name)} is no name for a snapshot`,
      hint: "Use letters, digits, dots and hyphens, for example before-storage-change.",
    },
  ];
}

function notRunning({ unit }: ServerKind): Blocked {
  return {
    code: "CLUSTER_DOWN",
    message: `${unit} does not run, and etcd is asked through it`,
    hint: `Start it first: systemctl start ${unit}.`,
  };
}

function none(blocked: readonly Blocked[]): Candidate {
  return { steps: [], skipped: [], blocked };
}
