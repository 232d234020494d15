import type { StoreLook } from "../datastore/index.ts";
import { createDqliteWatch, type WatchOptions } from "../dqlite/index.ts";
import type { HostView } from "../engine/index.ts";
import { type DqliteStore, lookFromDqlite } from "./from-dqlite.ts";

export interface StoreWatch {
  /** All members at the same time; ends within the time limit of one. Never throws for "down". */
  look(signal: AbortSignal): Promise<StoreLook>;
  close(): void;
}

export interface DqliteWatchOptions extends WatchOptions {
  readonly store: DqliteStore;
  /** Where to begin: own member, and those a file of this host names. */
  readonly addresses: readonly string[];
}

/** Asks whom it knows, and next time whom those named as well. */
export function watchDqlite(host: HostView, options: DqliteWatchOptions): StoreWatch {
  const watch = createDqliteWatch(host, options);
  let known = options.addresses;
  return {
    async look(signal) {
      const seen = lookFromDqlite(await watch.look(known, signal), options.store);
      const named = seen.members.flatMap(({ address }) => address ?? []);
      // Whoever is no member any more is not asked again; this host's own member always is.
      if (named.length > 0) known = [...new Set([...options.addresses.slice(0, 1), ...named])];
      return seen;
    },
    close: watch.close,
  };
}
