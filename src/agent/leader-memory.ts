import { z } from "zod";
import type { KnownLeader } from "../datastore/index.ts";
import type { DurableState } from "../engine/index.ts";

/** Who led each store last, over restarts of the agent: no store tells since when. */
export interface LeaderMemory {
  known(): readonly KnownLeader[];
  /** Writes what is otherwise; a disk that does not take it stops nobody. */
  keep(leaders: readonly KnownLeader[]): void;
}

const leaders = z.array(
  z.object({
    store: z.string(),
    id: z.string(),
    name: z.string(),
    sinceMs: z.number().optional(),
    term: z.number().optional(),
  }),
);

export function createLeaderMemory(
  state: Pick<DurableState, "get" | "set">,
  key: string,
): LeaderMemory {
  const read = leaders.safeParse(state.get(key));
  let known: readonly KnownLeader[] = read.success ? read.data.map(withoutNothing) : [];
  return {
    known: () => known,
    keep(now) {
      const isKept =
        now.length === known.length && now.every((each, at) => isSame(each, known[at]));
      if (isKept) return;
      known = now;
      try {
        state.set(key, now);
      } catch {
        // The store says itself that it is full or read-only; without this, less is known next time.
      }
    },
  };
}

type Read = z.infer<typeof leaders>[number];

function withoutNothing({ sinceMs, term, ...known }: Read): KnownLeader {
  return {
    ...known,
    ...(sinceMs !== undefined && { sinceMs }),
    ...(term !== undefined && { term }),
  };
}

/** The two clocks of a host tremble against each other; a clock that was set is news, milliseconds. */
const TREMBLE_MS = 60_000;

function isSame(now: KnownLeader, before: KnownLeader | undefined): boolean {
  if (before === undefined || (now.sinceMs === undefined) !== (before.sinceMs === undefined))
    return false;
  const apartMs = Math.abs((now.sinceMs ?? 0) - (before.sinceMs ?? 0));
  const { store, id, name, term } = before;
  const isAlike = now.store === store && now.id === id && now.name === name && now.term === term;
  return isAlike && apartMs < TREMBLE_MS;
}
