import { httpHere, type SupportHere } from "../agent/index.ts";
import { systemClock } from "../engine/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { type Delivered, type Destination, deliverBundle } from "../support/index.ts";
import type { Call } from "./command.ts";

/** How often somebody who waits is told, milliseconds. */
const TELL_MS = 3000;

/** By this very process; who waits is told now and then, on whatever terminal it is. */
export function deliver(here: SupportHere, to: Destination, call: Call): Promise<Delivered> {
  const { signal } = call.world;
  const tell = createTeller(call);
  return deliverBundle({
    save: {
      ...here,
      ...{ clock: systemClock, signal },
      onProgress: ({ done, total, current }) =>
        tell(`${done} of ${total} collected; now: ${current.join(", ") || "the last"}`),
    },
    ...{ to, host: here.machine },
    http: () => httpHere(call.choice, here.machine),
    onCopy: (done, total) => tell(`copied ${formatBytes(done)} of ${formatBytes(total)}`),
  });
}

function createTeller({ out }: Call): (text: string) => void {
  let toldMs = systemClock.monotonicMs();
  return (text) => {
    const nowMs = systemClock.monotonicMs();
    if (nowMs - toldMs < TELL_MS) return;
    toldMs = nowMs;
    out.note(text);
  };
}
