import { trialSentence, wayBackWords } from "../../network/index.ts";
import { choose, confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";

const HELP = [
  "Keep it when you can still reach this host the way you need to.",
  "Without an answer the former settings come back by themselves.",
];

/** A change of the network in force and not kept yet; only a typed word keeps it. */
export async function visitTrial(desk: Desk): Promise<void> {
  const { talk } = desk;
  const view = seen(desk).network;
  if (view === undefined) return talk.say("No change of the network is being tried.");
  talk.say(trialSentence(view));
  for (const { title, was, now } of view.rows)
    talk.say(was === now ? `${title}: ${now}, as before` : `${title}: ${now}, was ${was}`);
  for (const { verdict, evidence } of view.proof) talk.say(`${verdict}: ${evidence}`);
  for (const line of wayBackWords(view)) talk.say(line);
  if (view.state !== "applied") return;
  const wish = await choose(talk, {
    prompt: "This change",
    options: [
      { value: "later", label: "Back to the menu, decide nothing now" },
      { value: "keep", label: "Keep it" },
      { value: "extend", label: "2 more minutes" },
      { value: "revert", label: "Revert now" },
    ],
    usual: "later",
    help: HELP,
  });
  if (wish === undefined || wish === "later") return;
  if (wish === "keep" && !(await confirm(talk, { to: "keep it", help: HELP }))) return;
  const done = await act(desk, { do: "network", decide: wish });
  if (done.is === "ok") talk.say(`Done: ${done.note ?? "so it is"}.`);
}
