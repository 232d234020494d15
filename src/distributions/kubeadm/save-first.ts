import type { Skipped, Step } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { storeOf } from "../shared/operation-plan.ts";
import { ADMIN_CONF } from "./paths.ts";
import { isWorker } from "./renew.ts";
import { snapshotStep } from "./snapshot-step.ts";

/** What was saved longer ago than this is no way back from what is done today. */
const MAX_AGE_MS = 3_600_000;
/** A name is part of a path. */
const LONGEST_NAME = 63;

export interface SavedFirst {
  readonly steps: readonly Step[];
  /** Why nothing is saved. */
  readonly skipped: readonly Skipped[];
}

/** Pure. distributions.md 8.3 rule 6; from here on nobody else changes the cluster. */
export function saveFirst(request: ClusterOperationRequest, name: string): SavedFirst {
  const { cluster, stores } = request;
  if (isWorker(request)) return { steps: [], skipped: [] };
  const own = stores.is === "known" ? stores.value[0]?.members.find(isHere) : undefined;
  if (storeOf(request).is !== "known")
    return notSaved("there is no member of etcd on this host: save it where it is kept");
  if (own !== undefined && own.reach !== "online")
    return notSaved(
      `etcd of this host does not answer${own.why === undefined ? "" : `: ${own.why}`}`,
    );
  const named = name.replaceAll("+", "-").slice(0, LONGEST_NAME);
  const step = snapshotStep({ cluster, name: named, maxAgeMs: MAX_AGE_MS, stays: true });
  return { steps: [{ ...step, lock: ADMIN_CONF }], skipped: [] };
}

function isHere({ isThisHost }: { readonly isThisHost: boolean }): boolean {
  return isThisHost;
}

function notSaved(reason: string): SavedFirst {
  return { steps: [], skipped: [{ title: "Save what etcd holds first", reason }] };
}
