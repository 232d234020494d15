import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../engine/index.ts";
import type { HostEvent } from "../plane/index.ts";
import type { RegistrationMemory } from "./record.ts";

/** What happened on this host, until the plane has it; survives a restart. */
export interface EventSpool {
  add(event: Omit<HostEvent, "id" | "at">): void;
  /** Oldest first, at most as many as one request takes. */
  next(): readonly HostEvent[];
  /** The plane has these, up to and with this id. */
  accepted(sent: readonly HostEvent[], through: string): void;
  /** All of it is for nobody any more. */
  clear(): void;
}

const KEY = "registration.events";
const MOST = 500;
const AT_ONCE = 200;
const RANKS: Readonly<Record<HostEvent["severity"], number>> = { info: 0, warn: 1, error: 2 };

const stored = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      type: z.string(),
      severity: z.enum(["info", "warn", "error"]),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Given up for want of room; told with the next that is sent. */
  dropped: z.number(),
});
type Stored = Readonly<z.infer<typeof stored>>;

export function createEventSpool(memory: RegistrationMemory, clock: Clock): EventSpool {
  const newId = createIds(clock);
  const read = (): Stored => {
    const parsed = stored.safeParse(memory.get(KEY));
    return parsed.success ? parsed.data : { events: [], dropped: 0 };
  };
  const at = () => new Date(clock.nowMs()).toISOString();

  return {
    add(event) {
      const { events, dropped } = read();
      const all = [...events, { id: newId(), at: at(), ...event }];
      if (all.length <= MOST) return memory.set(KEY, { events: all, dropped });
      const least = Math.min(...all.map(({ severity }) => RANKS[severity]));
      const victim = all.findIndex(({ severity }) => RANKS[severity] === least);
      memory.set(KEY, { events: all.toSpliced(victim, 1), dropped: dropped + 1 });
    },
    next() {
      const { events, dropped } = read();
      if (dropped === 0) return events.slice(0, AT_ONCE);
      const told = { id: newId(), at: at(), type: "events.dropped", severity: "warn" } as const;
      const all = [...events, { ...told, data: { count: dropped } }];
      memory.set(KEY, { events: all, dropped: 0 });
      return all.slice(0, AT_ONCE);
    },
    accepted(sent, through) {
      const gone = new Set(sent.map(({ id }) => id).filter((id) => id <= through));
      const { events, dropped } = read();
      memory.set(KEY, { events: events.filter(({ id }) => !gone.has(id)), dropped });
    },
    clear: () => memory.set(KEY, { events: [], dropped: 0 }),
  };
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** ULIDs: 48 bits of milliseconds, 80 of chance. They never go back, whatever the clock does. */
function createIds(clock: Clock): () => string {
  let lastMs = 0;
  return () => {
    lastMs = Math.max(lastMs + 1, Math.floor(clock.nowMs()));
    const bytes = Buffer.concat([Buffer.alloc(6), randomBytes(10)]);
    bytes.writeUIntBE(lastMs, 0, 6);
    const bits = BigInt(`0x${bytes.toString("hex")}`);
    return Array.from({ length: 26 }, (_, index) => {
      return CROCKFORD[Number((bits >> BigInt(5 * (25 - index))) & 31n)];
    }).join("");
  };
}
