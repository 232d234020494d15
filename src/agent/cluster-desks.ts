import type { ClusterObservation, Observer } from "../distributions/index.ts";
import {
  type ClusterWatchParts,
  judgeCluster,
  lookAtCluster,
  watchCluster,
} from "./cluster-watch.ts";
import { createNodeDesk } from "./node-watch.ts";
import type { ServiceParts } from "./parts.ts";
import { createProfileWatch } from "./profile-watch.ts";
import { lookAtLinks, settingsWatch } from "./settings-watch.ts";
import { createStoreDesk } from "./store-watch.ts";
import { watchVitals } from "./vitals-watch.ts";

interface Watching {
  /** A console looks, or a run is in progress. */
  isWatched(): boolean;
  /** Aborted when the agent stops. */
  readonly signal: AbortSignal;
}

export type ClusterDesks = ReturnType<typeof createClusterDesks>;

/** Who looks at the cluster of this host, its nodes, stores, profile and what they rest on; each tells the others. */
export function createClusterDesks(parts: ServiceParts, { isWatched, signal }: Watching) {
  const { board, conditions, host, clock, store } = parts;
  let driver: Observer | null | undefined;
  const about: ClusterWatchParts = {
    ...{ board, conditions, host, clock, isWatched },
    document: () => board.snapshot().document.effective,
    found(seen) {
      driver = seen;
    },
    nodes: (api?: ClusterObservation["api"]) => nodes.nodes(api),
  };
  const judge = () => judgeCluster(about, driver ?? null);
  const nodes = createNodeDesk({ ...about, driver: () => driver, changed: judge });
  const stores = createStoreDesk({
    ...about,
    driver: () => driver,
    memory: store.state,
    looked: judge,
    ...(parts.site === undefined ? {} : { practice: parts.site.openStores() }),
  });
  const lookAtSettings = settingsWatch(about, signal);
  const profiles = createProfileWatch(about, signal);
  return {
    about,
    stores,
    lookAtSettings,
    lookAtLinks: (asked: AbortSignal) => lookAtLinks(about, asked),
    /** The stores after the cluster: it says whose they are. */
    async lookAtAll(asked: AbortSignal) {
      await lookAtCluster(about, asked);
      await stores.look(asked);
    },
    /** Each goes on until the agent stops. */
    watch: () => [
      watchCluster(about, signal),
      stores.watch(signal),
      nodes.watch(signal),
      profiles.watch(),
      watchVitals({ ...about, driver: () => driver }, signal),
    ],
  };
}
