import { follow } from "../follow.ts";
import { type Desk, seen } from "./desk.ts";

/** An agent that has just started has looked by then; the form goes on without it, milliseconds. */
const LOOK_MS = 5_000;

/** What the host has is part of every question of a form; it is there after a moment. */
export async function awaitLook(desk: Desk, slice: "settings" | "offers"): Promise<void> {
  const { client, talk } = desk;
  const isThere = () => (seen(desk)[slice] === undefined ? undefined : true);
  if (isThere()) return;
  talk.say("Looking at the host.");
  await talk.wait((signal) => {
    const enough = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
    return follow<true>({ client, signal: enough, look: isThere });
  });
}
