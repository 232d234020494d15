import { observeProfileLayers } from "../cluster/index.ts";
import type { Clock, HostView } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { findProfiles, layerViews, profileConditions } from "../profile/index.ts";
import type { ProfileSlice } from "../session/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";
import type { ConditionBoard } from "./conditions.ts";
import { onceMore } from "./once-more.ts";

export interface ProfileWatchParts {
  readonly board: Board;
  readonly conditions: ConditionBoard;
  readonly host: HostView;
  readonly clock: Clock;
  document(): EdgeHost;
  isWatched(): boolean;
}

export interface ProfileWatch {
  /** Reads the profiles of this host at the start and when something changed, and looks at their layers again and again. */
  watch(): Promise<void>;
}

/** Every object of every layer is asked for: seldom, and less while nobody looks. */
const WATCHED_EVERY_MS = 10_000;
const QUIET_EVERY_MS = 60_000;
const NAP_MS = 1000;

export function createProfileWatch(parts: ProfileWatchParts, signal: AbortSignal): ProfileWatch {
  const { board, conditions, host, clock, document, isWatched } = parts;

  async function lookAtLayers(found: ProfileSlice["found"]): Promise<void> {
    const { cluster } = document().spec;
    const chosen = found.find(({ path }) => path === cluster?.profile?.path);
    if (cluster === undefined || chosen === undefined || cluster.role === "worker") {
      board.set("profile", { found, layers: [] });
      return conditions.show("profile", []);
    }
    const seen = await observeProfileLayers(host, cluster, signal);
    if (signal.aborted) return;
    const request = { layers: chosen.layers, seen };
    board.set("profile", { found, layers: layerViews(request) });
    conditions.show("profile", profileConditions(request));
  }

  const quietly = async (look: () => Promise<void>) => {
    try {
      await look();
    } catch (thrown) {
      if (!signal.aborted) board.note("error", "profile", errorView(thrown).message);
    }
  };

  /** The document changed, or a run brought something. */
  const lookAnew = onceMore(() =>
    quietly(async () =>
      lookAtLayers(await findProfiles(host, document().spec.cluster?.profile?.path)),
    ),
  );

  return {
    async watch() {
      const unwatch = board.watch(({ slice }) => {
        const isOver = slice === "run" && board.snapshot().run?.endedMs !== null;
        if (slice === "document" || isOver) void lookAnew();
      });
      await lookAnew();
      let lookedMs = clock.monotonicMs();
      while (!signal.aborted) {
        await clock.sleep(NAP_MS, signal).catch(() => undefined);
        const waitedMs = clock.monotonicMs() - lookedMs;
        const isDue = waitedMs >= (isWatched() ? WATCHED_EVERY_MS : QUIET_EVERY_MS);
        if (signal.aborted || !isDue || document().spec.cluster?.profile === undefined) continue;
        lookedMs = clock.monotonicMs();
        await quietly(() => lookAtLayers(board.snapshot().profile?.found ?? []));
      }
      unwatch();
    },
  };
}
