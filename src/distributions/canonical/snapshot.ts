import { type Blocked, type Candidate, knownValue } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, serverOnly, within } from "../shared/operation-plan.ts";
import { nameObstacles } from "../shared/snapshot.ts";
import { waitStep } from "../shared/wait.ts";
import { snapshotStep } from "./snapshot-step.ts";
import { keptStore, wellObstacles } from "./store-obstacles.ts";
import { WAIT } from "./wait.ts";

const TITLE = { title: "Canonical Kubernetes" };

/**
 * Pure. canonical-dqlite.md 1.6 and 1.9: Dqlite has no command that saves it, so both stores are copied while
 * they stand still, of the same moment; of each other they know nothing.
 */
export function snapshot(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { cluster, params, stores } = request;
  const { name = "" } = params;
  const kept = keptStore(stores);
  const blocked = [
    ...within(TITLE, request),
    ...serverOnly(TITLE, request),
    ...nameObstacles(name),
    ...(kept.is === "refused" ? [kept.why] : []),
    ...ownObstacles(request),
    ...wellObstacles(stores),
  ];
  if (blocked.length > 0 || kept.is === "refused") return { steps: [], skipped: [], blocked };
  const steps = [
    snapshotStep({ cluster, name, store: kept.store }, othersIn(request)),
    waitStep(WAIT, { milestone: "datastore", node: "" }),
    waitStep(WAIT, { milestone: "api", node: "" }),
  ];
  return { steps, skipped: [], blocked: [] };
}

/** Members of the cluster besides this one. */
export function othersIn({ stores }: Pick<ClusterOperationRequest, "stores">): "others" | "alone" {
  const all = (knownValue(stores) ?? []).flatMap(({ members }) => members);
  return all.some(({ isThisHost }) => !isThisHost) ? "others" : "alone";
}

/** A spare gets nothing of what the others hold, canonical-dqlite.md 1.8: there is nothing to save on it. */
export function ownObstacles({
  stores,
}: Pick<ClusterOperationRequest, "stores">): readonly Blocked[] {
  return (knownValue(stores) ?? []).flatMap(({ title, members }) => {
    const own = members.find(({ isThisHost }) => isThisHost);
    if (own === undefined || own.role === "voter") return [];
    const voters = members.filter(({ role }) => role === "voter").map(({ name }) => name);
    return [
      {
        code: "DATASTORE_UNKNOWN",
        message: `${title}: this host is a ${own.role}, and does not keep all of it`,
        hint: `Take the snapshot on a voter: ${voters.join(", ")}.`,
      },
    ];
  });
}
