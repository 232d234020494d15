import {
  type ClusterObservation,
  loadDriver,
  type ObserveRequest,
  type Observer,
} from "../distributions/index.ts";
import type { Blocked, Candidate, HostView, Skipped } from "../engine/index.ts";
import type { Inventory } from "../inventory/index.ts";
import { observeHostOwner, ownerObstacle } from "../kairos/index.ts";
import type { ClusterSpec, EdgeHost, Issue } from "../spec/index.ts";
import { hostRefusals } from "./compatibility.ts";
import { observeClusterFacts } from "./facts.ts";
import { missingImages } from "./images.ts";
import { withProfile } from "./profile.ts";
import { findTraces } from "./traces.ts";

export interface ClusterRequest {
  readonly host: HostView;
  /** The merged document. */
  readonly document: EdgeHost;
  readonly inventory: Inventory;
  readonly signal: AbortSignal;
  /** In rehearsal a host that could not run it practises all the same. */
  readonly mode?: "host" | "rehearsal";
  /** Keyed digest of a stored secret. */
  secretDigest(name: string): string | undefined;
}

const NOTHING: Candidate = { steps: [], skipped: [], blocked: [] };

/** What the cluster section asks of this host, planned from a fresh look. Nothing asked, nothing planned. */
export async function planCluster(request: ClusterRequest): Promise<Candidate> {
  const { document, host, signal } = request;
  const { cluster } = document.spec;
  if (cluster === undefined) return NOTHING;
  const owned = ownerObstacle(await observeHostOwner(host));
  if (owned !== undefined) return { ...NOTHING, blocked: [owned] };
  const driver = await loadDriver(cluster.distribution);
  const problems = driver.validate(cluster).filter(({ severity }) => severity === "error");
  if (problems.length > 0) return { ...NOTHING, blocked: problems.map(refusal) };
  const [seen, facts] = await Promise.all([
    driver.observe({ host, cluster, signal }),
    observeClusterFacts(host, { ...request, driver, cluster }),
  ]);
  const refusals = hostRefusals(driver, { ...request, seen, nowMs: host.clock.nowMs() });
  const isRehearsed = request.mode === "rehearsal";
  if (refusals.length > 0 && !isRehearsed) return { ...NOTHING, blocked: refusals };
  const formed = driver.plan({ document, cluster, seen, facts });
  if (formed.blocked.length > 0) return formed;
  const missing = await missingImages(driver, { host, document, cluster, facts, seen });
  if (missing.length > 0) return { ...NOTHING, blocked: missing };
  const noted = { ...formed, skipped: [...formed.skipped, ...refusals.map(noteOf)] };
  return withProfile(noted, driver, { ...request, cluster });
}

/** The cluster as this host sees it, asked for or not; `undefined`: none is, and no trace of one is here. */
export async function observeCluster(
  host: HostView,
  cluster: ClusterSpec | undefined,
  signal: AbortSignal,
  nodes?: ObserveRequest["nodes"],
): Promise<{ readonly driver: Observer; readonly seen: ClusterObservation } | undefined> {
  if (cluster === undefined) return observeFound(host, signal, nodes);
  const driver = await loadDriver(cluster.distribution);
  return { driver, seen: await driver.observe({ host, cluster, nodes, signal }) };
}

/** On a host that somebody else set up. */
async function observeFound(host: HostView, signal: AbortSignal, nodes: ObserveRequest["nodes"]) {
  const [found, ...others] = await findTraces(host);
  if (found === undefined) return undefined;
  const driver = await found.load();
  const seen = await driver.observe({ host, cluster: undefined, nodes, signal });
  const alsoHere = others.map(({ title }) => title);
  return { driver, seen: alsoHere.length === 0 ? seen : { ...seen, alsoHere } };
}

function noteOf({ message, hint }: Blocked): Skipped {
  return { title: "What goes together", reason: `${message}: on a real host this blocks. ${hint}` };
}

function refusal({ path, message, hint }: Omit<Issue, "line" | "column">) {
  return { code: "DOCUMENT_INVALID", message: `${path}: ${message}`, hint };
}
