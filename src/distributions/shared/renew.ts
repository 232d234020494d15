import { type Candidate, digestOf, type Skipped, type Step } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, type Operated, serverOnly, within } from "./operation-plan.ts";
import { quorumObstacles } from "./quorum.ts";
import type { ServerKind } from "./server-kind.ts";
import { waitSteps } from "./wait.ts";

export interface RenewParams {
  /** End of the earliest certificate as it was found, wall time: each has to end later than it did. */
  readonly afterMs: number;
}

/**
 * Pure. distributions.md 3.5 and 13.2 "renew certs": the leaves are made anew while the service stands
 * still, whatever is left of them; when a restart alone would do that is another number in each release.
 */
export function renewPlan({ kind, waits }: Operated, request: ClusterOperationRequest): Candidate {
  const { approved, seen, stores } = request;
  const ends = seen.certificateEndsMs;
  const afterMs = ends.is === "known" ? ends.value : 0;
  const isExpired = afterMs <= seen.atMs;
  const isRunning = seen.unit.is === "known" && seen.unit.value.active === "active";
  // With certificates that have ended nobody answers: there is no quorum to lose.
  const atRisk = isRunning && !isExpired ? quorumObstacles(stores) : [];
  if (approved !== undefined) {
    const isBefore = approved.some(({ params }) => isAfter(params, afterMs));
    return { ...goingOn(approved), blocked: isBefore ? atRisk : [] };
  }
  const blocked = [...within(kind, request), ...serverOnly(kind, request), ...atRisk];
  if (ends.is !== "known")
    blocked.push({
      code: "CLUSTER_UNKNOWN",
      message: `the certificates cannot be read: ${ends.is === "unknown" ? ends.why : "there are none"}`,
      hint: "A start of the service makes those that are missing.",
    });
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const node = ownName(request);
  const milestones = [
    "api",
    "datastore",
    ...(node === "" ? [] : ["node-registered" as const]),
  ] as const;
  const step = renewStep(kind, { afterMs });
  return {
    steps: [
      // Who cannot be asked cannot say that it is busy.
      isExpired ? step : { ...step, lock: kind.kubeconfig },
      ...waitSteps(waits, milestones, { node }),
    ],
    skipped: authorities(isExpired),
    blocked: [],
  };
}

function renewStep({ id, title, unit }: ServerKind, params: RenewParams): Step {
  return {
    id: `${id}.renew`,
    kind: `${id}.renew`,
    title: `Renew the certificates of ${title}, while ${unit} stands still`,
    params,
    inputsDigest: digestOf(params),
    impact: "restart",
    undo: "compensate",
    usualMs: 20_000,
    // distributions.md 13.2.
    limit: { noProgressMs: 300_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

function isAfter(params: unknown, afterMs: number): boolean {
  return (
    typeof params === "object" &&
    params !== null &&
    "afterMs" in params &&
    params.afterMs === afterMs
  );
}

function authorities(isExpired: boolean): readonly Skipped[] {
  const skipped: Skipped[] = [
    { title: "Renew the authorities themselves", reason: "they are good for ten years" },
  ];
  if (isExpired)
    skipped.push({
      title: "Ask the other members whether they can do without this one",
      reason: "the certificates have ended: nobody answers anybody",
    });
  return skipped;
}

function ownName({ seen: { nodes } }: ClusterOperationRequest): string {
  const all = nodes.is === "known" ? nodes.value : [];
  return all.find(({ isThisHost }) => isThisHost)?.name ?? "";
}
