import { randomUUID } from "node:crypto";
import type { Actor } from "../engine/index.ts";
import { raceAbort } from "./abort.ts";
import { createCommandDesk } from "./command-desk.ts";
import type { EngineClient } from "./commands.ts";
import type { EngineEvent } from "./contract.ts";
import type { EngineHub } from "./hub.ts";

/** An engine in our own process, spoken to exactly as over the socket. */
export function createInProcessClient(hub: EngineHub, actor: Actor): EngineClient {
  const clientId = randomUUID();
  const desk = createCommandDesk(hub);
  const stops = new Set<() => void>();
  let closed = false;
  hub.attached(clientId, actor);
  return {
    access: "control",
    snapshot: () => hub.snapshot(),
    watch(listener) {
      let seq = 0;
      const unwatch = hub.watch((change) => {
        seq += 1;
        listener({ ...change, seq } as EngineEvent);
      });
      const stop = () => {
        stops.delete(stop);
        unwatch();
      };
      stops.add(stop);
      return stop;
    },
    async send(command, { idempotencyKey = randomUUID(), signal = NEVER } = {}) {
      signal.throwIfAborted();
      const answer = desk.handle(command, idempotencyKey, { clientId, actor, signal });
      return await raceAbort(answer, signal);
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const stop of [...stops]) stop();
      hub.detached(clientId);
    },
  };
}

const NEVER = new AbortController().signal;
