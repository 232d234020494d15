import { createStoreBook, type StoreReport, type StoreSource } from "../datastore/index.ts";
import type { Observer } from "../distributions/index.ts";
import {
  ABSENT,
  type Clock,
  type DurableState,
  type Fact,
  type HostView,
  known,
  unknown,
} from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { StoresSlice } from "../session/index.ts";
import { isLost } from "../status/index.ts";
import type { Board } from "./board.ts";
import { createLeaderMemory } from "./leader-memory.ts";

export interface StoreWatchParts {
  readonly board: Board;
  readonly host: HostView;
  readonly clock: Clock;
  /** Whoever looks at the cluster of this host; `null`: there is none; absent: not known yet. */
  driver(): Observer | null | undefined;
  /** A console looks, or a run is in progress: look more often. */
  isWatched(): boolean;
  /** Told after each look. */
  looked(): void;
  /** In rehearsals: stores of a site to practise on. */
  readonly practice?: StoreSource;
  /** Over restarts of the agent. */
  readonly memory: Pick<DurableState, "get" | "set">;
}

export interface StoreDesk {
  /** Looks once, now. */
  look(signal: AbortSignal): Promise<void>;
  /** Waits for the look that is going on; else looks, unless the last one is younger than a second. */
  freshen(signal: AbortSignal): Promise<void>;
  /** Looks again and again until the signal. */
  watch(signal: AbortSignal): Promise<void>;
}

/** A member that is silent is news within 2 s: that takes two looks. */
const WATCHED_EVERY_MS = 1000;
const QUIET_EVERY_MS = 15_000;

/** Looks at the stores on their own: no slow answer about anything else may make them old. */
export function createStoreDesk(parts: StoreWatchParts): StoreDesk {
  const { board, clock, isWatched } = parts;
  const own = createSourceDesk(parts, "store-leaders");
  const practice = createSourceDesk(parts, "practice-leaders");
  let open: { readonly by: Observer | null; readonly source?: StoreSource } | undefined;

  function ownSource(): StoreSource | undefined {
    const driver = parts.driver();
    if (driver === undefined || driver === open?.by) return open?.source;
    open?.source?.close();
    open = driver === null ? { by: null } : { by: driver, source: driver.openStores(parts.host) };
    return open.source;
  }

  let going: Promise<void> | undefined;
  let beganMs = Number.NEGATIVE_INFINITY;

  function look(signal: AbortSignal): Promise<void> {
    beganMs = clock.monotonicMs();
    const now = lookAtAll(signal).finally(() => {
      if (going === now) going = undefined;
    });
    going = now;
    return now;
  }

  async function lookAtAll(signal: AbortSignal): Promise<void> {
    const [seen, practised] = await Promise.all([
      own.look(ownSource(), signal),
      practice.look(parts.practice, signal),
    ]);
    if (signal.aborted || parts.driver() === undefined) return;
    const site = practised.is === "known" ? { practice: practised.value } : {};
    board.set("stores", { own: seen, ...site, ...recoveryOf(seen) });
    parts.looked();
  }

  function recoveryOf(stores: Fact<readonly StoreReport[]>): Pick<StoresSlice, "recovery"> {
    const { cluster } = board.snapshot();
    const driver = parts.driver() ?? null;
    if (stores.is !== "known" || driver === null || cluster === null) return {};
    return stores.value.some(isLost) ? { recovery: driver.recovery({ cluster, stores }) } : {};
  }

  return {
    look,
    async freshen(signal) {
      if (going !== undefined) return await going;
      if (clock.monotonicMs() - beganMs >= WATCHED_EVERY_MS) await look(signal);
    },
    async watch(signal) {
      while (!signal.aborted) {
        const startedMs = clock.monotonicMs();
        await look(signal);
        do {
          const left = startedMs + WATCHED_EVERY_MS - clock.monotonicMs();
          await clock.sleep(left > 0 ? left : WATCHED_EVERY_MS, signal).catch(() => undefined);
        } while (
          !signal.aborted &&
          !isWatched() &&
          clock.monotonicMs() - startedMs < QUIET_EVERY_MS
        );
      }
      open?.source?.close();
      parts.practice?.close();
    },
  };
}

/** One source: its looks one after the other, its news on the board. */
function createSourceDesk({ board, clock, memory }: StoreWatchParts, key: string) {
  const leaders = createLeaderMemory(memory, key);
  const book = createStoreBook(leaders.known());
  let last = Promise.resolve<Fact<readonly StoreReport[]>>(ABSENT);

  async function lookNow(source: StoreSource, signal: AbortSignal) {
    const sinceMs = clock.monotonicMs();
    const seen = await source.look(signal);
    if (seen.is !== "known" || signal.aborted) return seen.is === "known" ? ABSENT : seen;
    const now = { nowMs: clock.monotonicMs(), wallMs: clock.nowMs() };
    const { reports, events, leaders: led } = book.note(seen.value, sinceMs, now);
    leaders.keep(led);
    for (const { level, message } of events) board.note(level, "datastore", message);
    return known(reports);
  }

  return {
    look(source: StoreSource | undefined, signal: AbortSignal) {
      if (source === undefined) return Promise.resolve(ABSENT);
      last = last
        .then(() => lookNow(source, signal))
        .catch((thrown: unknown) => unknown(errorView(thrown).message));
      return last;
    },
  };
}
