import { type ClusterObservation, loadDriver } from "../distributions/index.ts";
import type { Clock, HostView } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";

export interface ClusterWatchParts {
  readonly board: Board;
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
    const pauseMs = parts.isWatched() ? WATCHED_EVERY_MS : QUIET_EVERY_MS;
    await parts.clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

export async function lookAtCluster(
  { board, host, document }: ClusterWatchParts,
  signal: AbortSignal,
): Promise<void> {
  const { cluster } = document().spec;
  if (cluster === undefined) return board.set("cluster", null);
  try {
    const driver = await loadDriver(cluster.distribution);
    const seen: ClusterObservation = await driver.observe({ host, cluster, signal });
    if (!signal.aborted) board.set("cluster", seen);
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "cluster", errorView(thrown).message);
  }
}
