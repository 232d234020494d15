import { reachSentence } from "../../reach/index.ts";
import type { ReachSlice } from "../../session/index.ts";
import { follow } from "../follow.ts";
import { printLadder } from "../render-reach.ts";
import { act, type Desk, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { offerWords } from "./offer-words.ts";

const HELP = [
  "again looks from the cable up to plane, registries and time servers; it only asks.",
  "all lists every rung of every way; the name of a destination, or a part of it, lists its own.",
];

/** How far this host gets, and where it ends: the ways that fail in full, the others by name. */
export async function visitReachability(desk: Desk): Promise<void> {
  const { talk } = desk;
  const isNew = seen(desk).reach === undefined;
  if (isNew) talk.say("The way out was not looked at yet. Type again to look; it only asks.");
  else await waitForEnd(desk);
  showFailures(desk);
  await offerWords(talk, {
    prompt: () => "Reachability: again, all, back, or the name of a destination",
    usual: () => "back",
    help: HELP,
    actions: {
      again: async () => void (await lookAgain(desk)),
      all: async () => void showNamed(desk, ""),
    },
    other: async (typed) => void showNamed(desk, typed),
  });
}

async function lookAgain(desk: Desk): Promise<void> {
  const { talk, client } = desk;
  talk.say("Looking. Ctrl-C ends the look.");
  const beat = startHeartbeat(desk, () => progressSentence(client.snapshot().reach));
  try {
    await act(desk, { do: "reach" });
  } finally {
    beat.stop();
  }
  showFailures(desk);
}

/** Another console may have begun it. */
async function waitForEnd(desk: Desk): Promise<void> {
  const { talk, client } = desk;
  const isOver = () => (client.snapshot().reach?.state === "running" ? undefined : true);
  if (isOver()) return;
  talk.say("Another console is looking. Enter or Ctrl-C ends the waiting; the look goes on.");
  const beat = startHeartbeat(desk, () => progressSentence(client.snapshot().reach));
  try {
    await talk.wait((signal) => follow<true>({ client, signal, look: isOver }));
  } finally {
    beat.stop();
  }
}

function progressSentence(slice: ReachSlice | undefined): string {
  const ladders = slice?.report.ladders ?? [];
  const known = ladders.filter(({ state }) => state === "finished").length;
  return `Still looking: ${known} of ${ladders.length} ways known.`;
}

function showFailures(desk: Desk): void {
  const { talk } = desk;
  const { reach } = seen(desk);
  if (reach === undefined) return;
  const { ladders, notes } = reach.report;
  for (const note of notes) talk.say(`Note: ${note}.`);
  for (const ladder of ladders.filter(({ verdict }) => verdict === "fail"))
    printLadder(ladder, talk.out);
  const end = reach.state === "cancelled" ? " The look was cancelled." : "";
  talk.say(`Reachability: ${reachSentence(reach.report)}.${end}`);
}

function showNamed(desk: Desk, typed: string): void {
  const { talk } = desk;
  const wanted = typed.toLowerCase();
  const found = (seen(desk).reach?.report.ladders ?? []).filter(({ destination }) =>
    `${destination.title} ${destination.url ?? ""}`.toLowerCase().includes(wanted),
  );
  if (found.length === 0) talk.say("Nothing of that name was looked at.");
  for (const ladder of found) printLadder(ladder, talk.out);
}
