import {
  type ClusterObservation,
  type Driver,
  loadDriver,
  type ObserveRequest,
} from "../distributions/index.ts";
import type { Candidate, Handler, HostView } from "../engine/index.ts";
import type { Inventory } from "../inventory/index.ts";
import { KUBE_HANDLERS } from "../kube/index.ts";
import type { ClusterSpec, EdgeHost, Issue } from "../spec/index.ts";
import { observeClusterFacts } from "./facts.ts";

export interface ClusterRequest {
  readonly host: HostView;
  /** The merged document. */
  readonly document: EdgeHost;
  readonly inventory: Inventory;
  readonly signal: AbortSignal;
  /** Keyed digest of a stored secret. */
  secretDigest(name: string): string | undefined;
}

const NOTHING: Candidate = { steps: [], skipped: [], blocked: [] };

/** What the cluster section asks of this host, planned from a fresh look. Nothing asked, nothing planned. */
export async function planCluster(request: ClusterRequest): Promise<Candidate> {
  const { document, host, signal } = request;
  const { cluster } = document.spec;
  if (cluster === undefined) return NOTHING;
  const driver = await loadDriver(cluster.distribution);
  const problems = driver.validate(cluster).filter(({ severity }) => severity === "error");
  if (problems.length > 0) return { ...NOTHING, blocked: problems.map(refusal) };
  const [seen, facts] = await Promise.all([
    driver.observe({ host, cluster, signal }),
    observeClusterFacts(host, { ...request, driver, cluster }),
  ]);
  return driver.plan({ document, cluster, seen, facts });
}

/** The cluster as this host sees it; `undefined` when no cluster is asked for. */
export async function observeCluster(
  host: HostView,
  cluster: ClusterSpec | undefined,
  signal: AbortSignal,
  nodes?: ObserveRequest["nodes"],
): Promise<{ readonly driver: Driver; readonly seen: ClusterObservation } | undefined> {
  if (cluster === undefined) return undefined;
  const driver = await loadDriver(cluster.distribution);
  return { driver, seen: await driver.observe({ host, cluster, nodes, signal }) };
}

/** Step kinds a cluster of this distribution needs besides the shared ones of `src/steps`. */
export async function clusterHandlers(distribution: string): Promise<readonly Handler[]> {
  return [...KUBE_HANDLERS, ...(await loadDriver(distribution)).handlers];
}

function refusal({ path, message, hint }: Omit<Issue, "line" | "column">) {
  return { code: "DOCUMENT_INVALID", message: `${path}: ${message}`, hint };
}
