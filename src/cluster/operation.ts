import { type ClusterOperation, loadDriver } from "../distributions/index.ts";
import { type Candidate, type HostView, knownValue } from "../engine/index.ts";
import { type Inventory, observeInventory } from "../inventory/index.ts";

export interface ClusterOperationPlan {
  readonly host: HostView;
  readonly inventory: Inventory | null;
  readonly distribution: string;
  /** Name of the cluster it is done to. */
  readonly cluster: string;
  readonly signal: AbortSignal;
}

/** What one operation takes on this host, from a fresh look. @throws DOCUMENT_INVALID for an unknown distribution. */
export async function planClusterOperation(
  operation: ClusterOperation,
  { host, inventory, distribution, cluster, signal }: ClusterOperationPlan,
): Promise<Candidate> {
  const driver = await loadDriver(distribution);
  const plan = driver.operations?.[operation];
  if (plan === undefined) return notOffered(driver.title, operation);
  const [seen, machine] = await Promise.all([
    driver.observe({ host, cluster: undefined, signal }),
    inventory ?? observeInventory(host, { signal }),
  ]);
  return plan({ cluster, seen, isKairos: knownValue(machine.os)?.isKairos ?? false });
}

function notOffered(title: string, operation: ClusterOperation): Candidate {
  const blocked = {
    code: "OPERATION_NOT_OFFERED",
    message: `${operation} is not offered for ${title} here`,
    hint: "Use the tools it came with.",
  };
  return { steps: [], skipped: [], blocked: [blocked] };
}
