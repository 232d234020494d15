import { observeCluster } from "../cluster/index.ts";
import type { Clock, HostView } from "../engine/index.ts";
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

export async function lookAtCluster(
  { board, conditions, host, document }: ClusterWatchParts,
  signal: AbortSignal,
): Promise<void> {
  const { cluster } = document().spec;
  try {
    const found = await observeCluster(host, cluster, signal);
    if (signal.aborted) return;
    board.set("cluster", found?.seen ?? null);
    conditions.show("cluster", found?.driver.conditions(cluster, found.seen) ?? []);
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "cluster", errorView(thrown).message);
  }
}

/** The cluster asked for, once it runs here by our own doing. */
export async function ownClusterName(
  host: HostView,
  { spec: { cluster } }: EdgeHost,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await observeCluster(host, cluster, signal);
  const ownership = found?.seen.ownership;
  return ownership?.is === "known" && ownership.value.by === "this-tool"
    ? cluster?.name
    : undefined;
}
