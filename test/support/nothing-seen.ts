import type { ClusterObservation } from "../../src/distributions/index.ts";
import { ABSENT } from "../../src/engine/index.ts";

/** A bare host: every fact is there, and says that there is nothing. */
export function nothingSeen(distribution: string): ClusterObservation {
  return {
    distribution,
    atMs: 0,
    ownership: ABSENT,
    installed: ABSENT,
    unit: ABSENT,
    api: ABSENT,
    nodes: ABSENT,
    pods: ABSENT,
    certificateEndsMs: ABSENT,
  };
}
