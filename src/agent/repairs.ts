import { z } from "zod";
import type { Clock, DurableState, Plan } from "../engine/index.ts";

/** Who undoes a repair this soon, or this often, is another program, and it would go on for ever. */
const SOON = { times: 2, withinMs: 600_000 };
const OFTEN = { times: 3, withinMs: 3_600_000 };
const KEY = "agent.repairs";

const kept = z.array(z.object({ hash: z.string(), atMs: z.number() }));

/** What was repaired without asking of late; an agent that starts anew still knows it. */
export interface Repairs {
  add(plan: Plan): void;
  /** How often the very same came back; `undefined`: not so that somebody else has to be behind it. */
  fought(plan: Plan): number | undefined;
}

export function openRepairs(state: DurableState, clock: Clock): Repairs {
  /** A clock that was set back leaves times in the future: they say nothing. */
  const recent = () => {
    const nowMs = clock.nowMs();
    const parsed = kept.safeParse(state.get(KEY));
    const all = parsed.success ? parsed.data : [];
    return all.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs < OFTEN.withinMs);
  };
  return {
    add: ({ hash }) => state.set(KEY, [...recent(), { hash, atMs: clock.nowMs() }]),
    fought({ hash }) {
      const times = recent().flatMap((one) => (one.hash === hash ? [one.atMs] : []));
      const isSoon = times.some((atMs, at) => {
        const later = times[at + SOON.times - 1];
        return later !== undefined && later - atMs <= SOON.withinMs;
      });
      return isSoon || times.length >= OFTEN.times ? times.length : undefined;
    },
  };
}
