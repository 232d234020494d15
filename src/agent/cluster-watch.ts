import { observeCluster } from "../cluster/index.ts";
import type { ClusterObservation, NodeView, Observer } from "../distributions/index.ts";
import { ABSENT, type Clock, type Fact, type HostView, unknown } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";
import type { ConditionBoard } from "./conditions.ts";

export interface ClusterWatchParts {
  readonly board: Board;
  readonly conditions: ConditionBoard;
  readonly host: HostView;
  readonly clock: Clock;
  document(): EdgeHost;
  /** A console looks, or a run is in progress: look more often. */
  isWatched(): boolean;
  /** Told after each look: who looks at this host's cluster; `null`: it has none. */
  found(driver: Observer | null): void;
  /** As a watch has them, while the API says this of itself; absent: they are listed. */
  nodes(api?: ClusterObservation["api"]): Fact<readonly NodeView[]> | undefined;
}

const WATCHED_EVERY_MS = 2000;
const QUIET_EVERY_MS = 15_000;

/** Looks at the cluster again and again; "down" is something seen, never an error. */
export async function watchCluster(parts: ClusterWatchParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lookAtCluster(parts, signal);
    await untilNextLook(parts, signal);
  }
}

/** In short naps: whoever begins to watch in the middle of a long one does not wait for its end. */
async function untilNextLook({ clock, isWatched }: ClusterWatchParts, signal: AbortSignal) {
  const lookedMs = clock.monotonicMs();
  do {
    await clock.sleep(WATCHED_EVERY_MS, signal).catch(() => undefined);
  } while (!signal.aborted && !isWatched() && clock.monotonicMs() - lookedMs < QUIET_EVERY_MS);
}

export async function lookAtCluster(parts: ClusterWatchParts, signal: AbortSignal): Promise<void> {
  const { board, host, document, found: tell } = parts;
  const { cluster } = document().spec;
  try {
    const found = await observeCluster(host, cluster, signal, parts.nodes());
    if (signal.aborted) return;
    tell(found?.driver ?? null);
    // The watch may have heard something while the rest was looked at.
    const nodes = found && parts.nodes(found.seen.api);
    board.set("cluster", found === undefined ? null : { ...found.seen, ...(nodes && { nodes }) });
    judgeCluster(parts, found?.driver ?? null);
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "cluster", errorView(thrown).message);
  }
}

/** What follows from the last looks at the cluster and at its stores. */
export function judgeCluster(
  { board, conditions, document }: ClusterWatchParts,
  driver: Observer | null,
): void {
  const { cluster, stores } = board.snapshot();
  const own = stores?.own ?? unknown("nobody has looked yet");
  const isNone = driver === null || cluster === null;
  const asked = document().spec.cluster;
  conditions.show("cluster", isNone ? [] : driver.conditions(asked, { cluster, stores: own }));
}

/** The cluster asked for, once it runs here by our own doing. */
export async function ownClusterName(
  host: HostView,
  { spec: { cluster } }: EdgeHost,
  signal: AbortSignal,
): Promise<string | undefined> {
  // Whose it is does not depend on its nodes, of which there may be a thousand.
  const found = await observeCluster(host, cluster, signal, ABSENT);
  const ownership = found?.seen.ownership;
  return ownership?.is === "known" && ownership.value.by === "this-tool"
    ? cluster?.name
    : undefined;
}
