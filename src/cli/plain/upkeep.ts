import {
  fieldOf,
  joinLineWords,
  noUpkeep,
  type UpkeepAct,
  type UpkeepValues,
  unsaid,
  upkeepActs,
  upkeepCommand,
  wrongIn,
} from "../../session/index.ts";
import { choose } from "./choose.ts";
import { type Desk, seen, act as send } from "./desk.ts";
import { awaitLook } from "./first-look.ts";
import { approvePlan } from "./plan-approval.ts";

const FORM = "upkeep";
const BACK = { value: "back", label: "Back" } as const;
const HELP = [
  "Each of these is planned first; nothing is changed before you type yes, or a name.",
  "What cannot be done now is said above, and why.",
];

/** What can be done to a cluster that is here: chosen, said, planned and approved. */
export async function visitUpkeep(desk: Desk): Promise<void> {
  const { talk } = desk;
  await awaitLook(desk, "offers");
  const answer = await send(desk, { do: "list-snapshots" });
  const saved = answer.is === "snapshots" ? answer.snapshots : [];
  const acts = upkeepActs(seen(desk), saved);
  if (acts.length === 0) {
    talk.say(noUpkeep(seen(desk)));
    return;
  }
  const possible = acts.filter(({ whyNot }) => whyNot === undefined);
  const options = [...possible.map(({ id, label }) => ({ value: id, label })), BACK];
  for (const { label, whyNot } of acts)
    if (whyNot !== undefined) talk.say(`Not now: ${label}. ${whyNot}`);
  const chosen = await choose(talk, { prompt: "Upkeep", options, usual: "back", help: HELP });
  const act = possible.find(({ id }) => id === chosen);
  if (act === undefined) return;
  talk.say(act.details);
  const values = await valuesFor(desk, act);
  if (values !== undefined) await carryOut(desk, act, values);
}

async function carryOut(desk: Desk, act: UpkeepAct, values: UpkeepValues): Promise<void> {
  const { talk } = desk;
  const command = upkeepCommand(act, values, seen(desk));
  const missing = unsaid(act, values);
  if (missing !== undefined) return talk.say(`${missing} was left empty, so nothing was planned.`);
  if (command === undefined) return talk.say("The cluster is gone, so nothing was planned.");
  const answer = await send(desk, command);
  if (answer.is === "invalid") sayWrong(desk, answer.issues);
  if (answer.is === "planned") await approvePlan(desk, FORM, answer.plan);
  if (answer.is === "join-material") talk.say(answer.text);
  for (const sentence of joinLineWords(answer) ?? []) talk.say(sentence);
}

/** Nothing is planned before it is right. */
export function sayWrong({ talk }: Desk, issues: Parameters<typeof wrongIn>[0]): void {
  const { text, hint } = wrongIn(issues);
  talk.say(`Not planned: ${text}. ${hint}`);
}

/** `undefined`: the person went back. */
async function valuesFor({ talk }: Desk, act: UpkeepAct): Promise<UpkeepValues | undefined> {
  const values: Record<string, string> = {};
  for (const { name, label, usual, choices = [], details } of act.fields) {
    if (choices.length > 0) {
      const options = choices.map((value) => ({ value, label: value }));
      const chosen = await choose(talk, { prompt: label, options, usual, help: [details] });
      if (chosen === undefined) return undefined;
      values[fieldOf(act, name)] = chosen;
      continue;
    }
    const asked = { prompt: label, help: [details], isFree: true };
    const reply = await talk.ask(usual === "" ? asked : { ...asked, usual });
    if (reply.is === "back") return undefined;
    values[fieldOf(act, name)] = reply.is === "text" ? reply.text : usual;
  }
  return values;
}
