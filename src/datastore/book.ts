import { type StoreEvent, storeEvents } from "./events.ts";
import type { StoreLook } from "./model.ts";
import { type Moment, reportStore, type StoreReport } from "./report.ts";
import { type TrackedStore, trackStore } from "./track.ts";

/** What several looks in a row amount to, and what is news. */
export interface StoreBook {
  /** One look at all stores of a source, which began at `sinceMs`, monotonic. */
  note(looks: readonly StoreLook[], sinceMs: number, now: Moment): Noted;
}

export interface Noted {
  readonly reports: readonly StoreReport[];
  readonly events: readonly StoreEvent[];
}

export function createStoreBook(): StoreBook {
  let stores: ReadonlyMap<string, TrackedStore> = new Map();
  let told: ReadonlyMap<string, StoreReport> = new Map();
  return {
    note(looks, sinceMs, now) {
      // A store nobody speaks of any more is forgotten: it was left or removed.
      stores = new Map(
        looks.map((look) => [look.id, trackStore(stores.get(look.id), look, sinceMs)]),
      );
      const reports = [...stores.values()].map((store) => reportStore(store, now));
      const events = reports.flatMap((report) => {
        const before = told.get(report.id);
        return before === undefined ? [] : storeEvents(before, report);
      });
      told = new Map(reports.map((report) => [report.id, report]));
      return { reports, events };
    },
  };
}
