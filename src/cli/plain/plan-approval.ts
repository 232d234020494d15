import type { Plan } from "../../engine/index.ts";
import { hasProof } from "../../network/index.ts";
import { type PlanSlice, powerWord } from "../../session/index.ts";
import { printPlan } from "../render-plan.ts";
import { type Confirmation, confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { planSentences } from "./plan-words.ts";
import { attendRun } from "./runs.ts";

const HELP = [
  "The plan above is all that would be done; nothing has been changed yet.",
  "diff says every line of every file it touches, and what is left out and why.",
  "It runs in the agent: leaving, or losing the line, stops nothing.",
];

/** Shows the plan, asks for the word, follows the run. Whether what was typed is now applied or saved. */
export async function approvePlan(desk: Desk, form: string, slice: PlanSlice): Promise<boolean> {
  const { plan } = slice;
  const { talk, session } = desk;
  for (const sentence of planSentences(plan)) talk.say(sentence);
  if (plan.blocked.length > 0) {
    talk.say("This plan cannot start. What blocks it is said above; nothing was changed.");
    return false;
  }
  const isSave = plan.steps.length === 0;
  const isSaved = slice.documentText === seen(desk).document.text && slice.preview === undefined;
  if (isSave && isSaved) {
    talk.say("Nothing to do: the host already is as asked.");
    session.discardForm(form);
    return true;
  }
  const reply = await replyTo(desk, slice);
  const named = losesData(plan) ? { name: powerWord(seen(desk)) } : {};
  if (reply === "elsewhere") {
    const again = await act(desk, { do: "plan-without-proof", hash: plan.hash });
    return again.is === "planned" ? approvePlan(desk, form, again.plan) : false;
  }
  if (reply === "no") return false;
  const answer = await act(desk, { do: "approve", hash: plan.hash, ...named });
  if (answer.is !== "ok" && answer.is !== "run") return false;
  session.discardForm(form);
  if (answer.is === "run") await attendRun(desk, answer.run.id);
  else talk.say(answer.note ?? "The settings are saved.");
  return true;
}

type Reply = "yes" | "no" | "elsewhere";

/** Where a change of the network would have to work, it may be asked for without. */
async function replyTo(desk: Desk, slice: PlanSlice): Promise<Reply> {
  let reply: Reply = "no";
  const elsewhere = () => {
    reply = "elsewhere";
  };
  const isHere = !hasProof(slice.plan.steps);
  if (!isHere) desk.talk.say("Is this network not here? Type elsewhere to plan it without proof.");
  const isYes = await isApproved(desk, slice, isHere ? {} : { elsewhere });
  return isYes ? "yes" : reply;
}

const losesData = ({ steps }: Plan) => steps.some(({ impact }) => impact === "data-loss");

type Words = NonNullable<Confirmation["instead"]>;

/** The word yes, typed; where data would be lost, the name of the host instead. */
async function isApproved(desk: Desk, { plan }: PlanSlice, instead: Words): Promise<boolean> {
  const { talk } = desk;
  if (plan.steps.length === 0) {
    talk.say("Nothing on the host changes; only the document is saved.");
    return confirm(talk, { to: "save these settings", help: HELP });
  }
  const lost = plan.steps.filter(({ impact }) => impact === "data-loss");
  const also = { diff: () => printPlan(plan, talk.out) };
  if (lost.length === 0) return confirm(talk, { to: "apply this plan", also, instead, help: HELP });
  for (const { title } of lost) talk.say(`DATA LOSS: ${title}`);
  const word = powerWord(seen(desk));
  return confirm(talk, { to: "apply it and lose this data", word, also, instead, help: HELP });
}
