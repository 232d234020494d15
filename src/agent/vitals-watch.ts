import { observeVitals } from "../cluster/index.ts";
import type { Observer } from "../distributions/index.ts";
import { ABSENT, type Clock, type HostView } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";

export interface VitalsWatchParts {
  readonly board: Board;
  readonly host: HostView;
  readonly clock: Clock;
  document(): EdgeHost;
  /** Whoever looks at the cluster of this host; `null`: there is none; absent: not known yet. */
  driver(): Pick<Observer, "observeAccess"> | null | undefined;
  isWatched(): boolean;
}

/** They move slowly, and the clock costs a program. */
const EVERY_MS = 10_000;
const NAP_MS = 1000;

/** Looks again and again while somebody watches a cluster here. */
export async function watchVitals(parts: VitalsWatchParts, signal: AbortSignal): Promise<void> {
  const { board, clock } = parts;
  let lookedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const isDue = clock.monotonicMs() - lookedMs >= EVERY_MS;
    if (isDue && parts.isWatched() && parts.driver()) {
      lookedMs = clock.monotonicMs();
      await lookAtVitals(parts, signal).catch((thrown: unknown) => {
        if (!signal.aborted) board.note("error", "cluster", errorView(thrown).message);
      });
    }
    await clock.sleep(NAP_MS, signal).catch(() => undefined);
  }
}

async function lookAtVitals(parts: VitalsWatchParts, signal: AbortSignal): Promise<void> {
  const { host, board } = parts;
  const driver = parts.driver();
  const access = driver ? await driver.observeAccess(host) : ABSENT;
  const { vip } = parts.document().spec.cluster ?? {};
  const seen = await observeVitals(host, { vip, access, signal });
  if (!signal.aborted) board.set("vitals", seen);
}
