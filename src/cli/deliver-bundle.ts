import { httpHere, type SupportHere } from "../agent/index.ts";
import { systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  carryToStick,
  type OnStick,
  refusedUrl,
  type SavedBundle,
  saveBundle,
  sendBundle,
  shownUrl,
} from "../support/index.ts";
import type { Call } from "./command.ts";
import type { Destination } from "./commands/support.ts";

export interface Delivery {
  readonly here: SupportHere;
  readonly to: Destination;
  readonly call: Call;
}

export interface Delivered extends SavedBundle {
  readonly onStick?: OnStick;
  /** Without its query. */
  readonly sentTo?: string;
}

/** How often somebody who waits is told, milliseconds. */
const TELL_MS = 3000;

/** Makes the bundle and brings it where it was asked for. What is left on this host is said. */
export async function deliver({ here, to, call }: Delivery): Promise<Delivered> {
  const { signal } = call.world;
  const refused = to.is === "url" ? refusedUrl(to.url) : undefined;
  if (refused !== undefined) throw new BringupError("USAGE", `${refused}: give an https address`);
  const tell = createTeller(call);
  const saved = await saveBundle({
    ...here,
    ...{ clock: systemClock, signal },
    onProgress: ({ done, total, current }) =>
      tell(`${done} of ${total} collected; now ${current.join(", ") || "the last"}`),
  });
  const onBytes = (done: number, all: number) =>
    tell(`copied ${megabytes(done)} of ${megabytes(all)}`);
  const { path } = saved;
  if (to.is === "usb") {
    const onStick = await carryToStick({ path, host: here.machine, signal, onBytes });
    return { ...saved, onStick };
  }
  if (to.is === "url") {
    const http = await httpHere(call.choice, here.machine);
    await sendBundle({ path, url: to.url, http, gather: here.gather, signal, onBytes });
    return { ...saved, sentTo: shownUrl(to.url) };
  }
  return saved;
}

const megabytes = (bytes: number) => `${(bytes / 1000 ** 2).toFixed(1)} MB`;

/** To who waits, not to who reads the result; a line now and then on whatever terminal it is. */
function createTeller({ out }: Call): (text: string) => void {
  let toldMs = systemClock.monotonicMs();
  return (text) => {
    const nowMs = systemClock.monotonicMs();
    if (nowMs - toldMs < TELL_MS) return;
    toldMs = nowMs;
    out.note(text);
  };
}
