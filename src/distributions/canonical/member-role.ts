import type { ClusterObservation } from "../driver.ts";

/** It only runs pods: of the two stores and of the keys nothing is here. */
export function isWorkerIn({
  seen: { ownership },
}: {
  readonly seen: Pick<ClusterObservation, "ownership">;
}): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}
