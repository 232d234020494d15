import { type ClusterOperationPlan, planClusterOperation } from "../../src/cluster/index.ts";
import type { ClusterOperation } from "../../src/distributions/index.ts";
import type { Candidate } from "../../src/engine/index.ts";
import { emptyDocument } from "../../src/spec/index.ts";

type Given = Pick<ClusterOperationPlan, "host" | "inventory" | "distribution"> &
  Partial<ClusterOperationPlan>;

/** What an operation takes on the cluster of the benches, `rack12` unless told. */
export function planOperation(operation: ClusterOperation, given: Given): Promise<Candidate> {
  return planClusterOperation(operation, {
    ...{ cluster: "rack12", document: emptyDocument(), params: {} },
    signal: new AbortController().signal,
    secretDigest: () => undefined,
    ...given,
  });
}
