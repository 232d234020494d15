import {
  isMaking,
  SUPPORT_ACTIONS,
  SUPPORT_HOLDS,
  SUPPORT_PLACES,
  type SupportSlice,
  supportOutcome,
  supportTitle,
} from "../../session/index.ts";
import { follow } from "../follow.ts";
import { choose } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";

const HELP = [
  "A bundle is one file with all this host can tell; it is opened on any computer.",
  "While it is made, Ctrl-C comes back here; it goes on being made. Type cancel to end it.",
];
const BACK = { value: "back", label: "Back" } as const;
const CANCEL = { value: "cancel", label: "Cancel the one that is being made" } as const;

/** What a bundle would hold, one that is being made, and where the last one is. */
export async function visitSupport(desk: Desk): Promise<void> {
  const { talk } = desk;
  for (const text of [...SUPPORT_HOLDS, SUPPORT_PLACES]) talk.say(text);
  const slice = seen(desk).support;
  if (slice !== undefined) tell(desk, slice);
  const options = isMaking(slice) ? [CANCEL, BACK] : [...SUPPORT_ACTIONS, BACK];
  const usual = "back";
  const prompt = "Support bundle";
  const chosen = await choose(talk, { prompt, options, usual, help: HELP });
  if (chosen === undefined || chosen === "back") return;
  if (chosen === "cancel") {
    await act(desk, { do: "cancel-bundle" });
    return;
  }
  const to = chosen === "usb" ? { to: "usb" } : {};
  const answer = await act(desk, { do: "make-bundle", ...to });
  if (answer.is === "ok") await waitForEnd(desk);
}

async function waitForEnd(desk: Desk): Promise<void> {
  const { talk, client } = desk;
  talk.say("Collecting. Enter or Ctrl-C ends the waiting; the bundle goes on being made.");
  const isOver = () => (isMaking(client.snapshot().support) ? undefined : true);
  const beat = startHeartbeat(desk, () => `Support bundle: ${supportTitle(seen(desk).support)}.`);
  try {
    await talk.wait((signal) => follow<true>({ client, signal, look: isOver }));
  } finally {
    beat.stop();
  }
  const slice = seen(desk).support;
  if (slice !== undefined) tell(desk, slice);
}

function tell({ talk }: Desk, slice: SupportSlice): void {
  talk.say(`Support bundle: ${supportTitle(slice)}.`);
  for (const sentence of supportOutcome(slice)) talk.say(sentence);
}
