import { createStoreBook, FRESH_MS, type StoreReport } from "../datastore/index.ts";
import {
  type ClusterOperation,
  type Driver,
  loadDriver,
  type PlanRequest,
} from "../distributions/index.ts";
import {
  type Candidate,
  type Fact,
  type HostView,
  known,
  knownValue,
  type Operation,
  type Step,
  unknown,
} from "../engine/index.ts";
import { type Inventory, observeInventory } from "../inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../spec/index.ts";
import { observeClusterFacts } from "./facts.ts";

export interface ClusterOperationPlan {
  readonly host: HostView;
  /** The merged document. */
  readonly document: EdgeHost;
  readonly inventory: Inventory | null;
  readonly distribution: string;
  /** Name of the cluster it is done to. */
  readonly cluster: string;
  readonly params: Operation["params"];
  readonly approved?: readonly Step[];
  readonly signal: AbortSignal;
  secretDigest(name: string): string | undefined;
}

/** What one operation takes on this host, from a fresh look. @throws DOCUMENT_INVALID for an unknown distribution. */
export async function planClusterOperation(
  operation: ClusterOperation,
  request: ClusterOperationPlan,
): Promise<Candidate> {
  const { host, cluster, params, approved, signal } = request;
  const driver = await loadDriver(request.distribution);
  const plan = driver.operations?.[operation];
  if (plan === undefined) return notOffered(driver.title, operation);
  const asked = wantedCluster(request);
  const [seen, stores, inventory] = await Promise.all([
    driver.observe({ host, cluster: asked, signal }),
    observeStoreReports(host, driver, signal),
    request.inventory ?? observeInventory(host, { signal }),
  ]);
  const isKairos = knownValue(inventory.os)?.isKairos ?? false;
  const base = { cluster, params, seen, stores, isKairos };
  const going = approved === undefined ? base : { ...base, approved };
  if (asked === undefined) return plan(going);
  const document = { ...request.document, spec: { ...request.document.spec, cluster: asked } };
  const facts = await observeClusterFacts(host, {
    ...{ driver, document, cluster: asked, inventory, signal },
    secretDigest: request.secretDigest,
  });
  const wanted: PlanRequest = { document, cluster: asked, seen, facts };
  return plan({ ...going, wanted });
}

/** The section as it shall be afterwards: an upgrade says which version, and from where. */
function wantedCluster({
  document,
  cluster,
  params,
}: ClusterOperationPlan): ClusterSpec | undefined {
  const asked = document.spec.cluster;
  if (asked === undefined || asked.name !== cluster) return undefined;
  const { to, artefacts } = params;
  return {
    ...asked,
    ...(to === undefined ? {} : { version: to }),
    ...(artefacts === undefined ? {} : { artefacts }),
  };
}

/** A busy host answers late; what took longer than its answer may be believed is asked again, so often. */
const LOOKS = 5;

/** One look in time is enough to judge by: nothing here asks for news. */
async function observeStoreReports(
  host: HostView,
  driver: Driver,
  signal: AbortSignal,
): Promise<Fact<readonly StoreReport[]>> {
  const source = driver.openStores(host);
  const { clock } = host;
  try {
    for (let left = LOOKS; ; left--) {
      const sinceMs = clock.monotonicMs();
      const looked = await source.look(signal);
      if (looked.is !== "known") return looked;
      const now = { nowMs: clock.monotonicMs(), wallMs: clock.nowMs() };
      if (now.nowMs - sinceMs <= FRESH_MS || left === 1)
        return known(createStoreBook().note(looked.value, sinceMs, now).reports);
    }
  } catch (thrown) {
    return unknown(thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    source.close();
  }
}

function notOffered(title: string, operation: ClusterOperation): Candidate {
  const blocked = {
    code: "OPERATION_NOT_OFFERED",
    message: `${operation} is not offered for ${title} here`,
    hint: "Use the tools it came with.",
  };
  return { steps: [], skipped: [], blocked: [blocked] };
}
