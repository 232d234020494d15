import { type StoreEvent, storeEvents } from "./events.ts";
import type { StoreLook } from "./model.ts";
import { type Moment, reportStore, type StoreReport } from "./report.ts";
import { type Former, type Led, type TrackedStore, trackStore } from "./track.ts";

/** What several looks in a row amount to, and what is news. */
export interface StoreBook {
  /** One look at all stores of a source, which began at `sinceMs`, monotonic. */
  note(looks: readonly StoreLook[], sinceMs: number, now: Moment): Noted;
}

export interface Noted {
  readonly reports: readonly StoreReport[];
  readonly events: readonly StoreEvent[];
  /** What the next book should begin with. */
  readonly leaders: readonly KnownLeader[];
}

/** Who led a store when this host last saw anybody lead it; wall times, to be kept over a restart. */
export interface KnownLeader {
  /** `StoreLook.id`. */
  readonly store: string;
  readonly id: string;
  readonly name: string;
  readonly sinceMs?: number;
  readonly term?: number;
}

/** `remembered`: of the book before, by another process. */
export function createStoreBook(remembered: readonly KnownLeader[] = []): StoreBook {
  let stores: ReadonlyMap<string, TrackedStore> = new Map();
  let told: ReadonlyMap<string, StoreReport> = new Map();
  let leaders = remembered;
  return {
    note(looks, sinceMs, now) {
      const news: StoreEvent[] = [];
      const former = (look: StoreLook): Former | undefined => {
        const tracked = stores.get(look.id);
        if (tracked !== undefined) return tracked;
        const known = leaders.find(({ store }) => store === look.id);
        if (known === undefined || told.size > 0) return undefined;
        news.push(...changedMeanwhile(known, look));
        return { led: ledOnce(known, look, now) };
      };
      // A store nobody speaks of any more is forgotten: it was left or removed.
      stores = new Map(looks.map((look) => [look.id, trackStore(former(look), look, sinceMs)]));
      const reports = [...stores.values()].map((store) => reportStore(store, now));
      for (const report of reports) {
        const before = told.get(report.id);
        if (before !== undefined) news.push(...storeEvents(before, report));
      }
      told = new Map(reports.map((report) => [report.id, report]));
      leaders = reports.flatMap((report) => knownLeader(report, leaders));
      return { reports, events: news, leaders };
    },
  };
}

/** Another term is another election, though the same member won it; a clock that was set back is no source. */
function ledOnce({ id, sinceMs, term }: KnownLeader, look: StoreLook, now: Moment): Led {
  const isSameTerm = term === undefined || look.term === undefined || term === look.term;
  if (sinceMs === undefined || sinceMs > now.wallMs || !isSameTerm) return { by: id };
  return { by: id, sinceMs: now.nowMs - (now.wallMs - sinceMs) };
}

function changedMeanwhile(known: KnownLeader, look: StoreLook): readonly StoreEvent[] {
  const { leader, members, title } = look;
  if (leader === undefined || leader === known.id) return [];
  const name = members.find(({ id }) => id === leader)?.name ?? leader;
  const message = `${name} leads, before ${known.name}; nobody here saw when it changed (${title})`;
  return [{ level: "info", message }];
}

/** While nobody leads, whoever led last is still known. */
function knownLeader(
  { id: store, leader, term }: StoreReport,
  before: readonly KnownLeader[],
): readonly KnownLeader[] {
  if (leader?.isSure !== true) return before.filter((known) => known.store === store);
  const { id, name, sinceMs } = leader;
  return [
    {
      ...{ store, id, name },
      ...(sinceMs !== undefined && { sinceMs }),
      ...(term !== undefined && { term }),
    },
  ];
}
