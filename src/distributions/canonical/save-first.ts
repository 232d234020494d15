import type { Skipped, Step } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { waitStep } from "../shared/wait.ts";
import { isWorkerIn } from "./member-role.ts";
import { othersIn, ownObstacles } from "./snapshot.ts";
import { snapshotStep } from "./snapshot-step.ts";
import { keptStore, wellObstacles } from "./store-obstacles.ts";
import { WAIT } from "./wait.ts";

/** What was saved longer ago than this is no way back from what is done today. */
const MAX_AGE_MS = 3_600_000;
/** A name is part of a path. */
const LONGEST_NAME = 63;

export interface SavedFirst {
  readonly steps: readonly Step[];
  /** Why nothing is saved. */
  readonly skipped: readonly Skipped[];
}

/** Pure. distributions.md 8.3 rule 6. Nothing stands still for it that would be missed. */
export function saveFirst(request: ClusterOperationRequest, name: string): SavedFirst {
  const { cluster, stores } = request;
  if (isWorkerIn(request)) return { steps: [], skipped: [] };
  const kept = keptStore(stores);
  if (kept.is === "refused") return notSaved(kept.why.message);
  const [why] = [...ownObstacles(request), ...wellObstacles(stores)];
  if (why !== undefined) return notSaved(`both stores stand still for it: ${why.message}`);
  const named = name.replaceAll("+", "-").slice(0, LONGEST_NAME);
  const params = { cluster, name: named, store: kept.store, maxAgeMs: MAX_AGE_MS } as const;
  return {
    steps: [
      snapshotStep({ ...params, stays: true }, othersIn(request)),
      { ...waitStep(WAIT, { milestone: "api", node: "" }), id: "canonical.saved" },
    ],
    skipped: [],
  };
}

function notSaved(reason: string): SavedFirst {
  return { steps: [], skipped: [{ title: "Save both stores first", reason }] };
}
