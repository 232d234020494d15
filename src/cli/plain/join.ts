import { choose } from "./choose.ts";
import { type Desk, seen, act as send } from "./desk.ts";
import { awaitLook } from "./first-look.ts";
import { approvePlan } from "./plan-approval.ts";
import { sayWrong } from "./upkeep.ts";

const LINE_HELP = [
  "A member shows it: Upkeep, Let one more host in. It is a secret: it is not shown here.",
  "sticks looks for it on what is plugged in; /PATH takes it from a file of this host.",
];

/** This host comes into a cluster that is there, by the line of a member. */
export async function visitJoin(desk: Desk): Promise<void> {
  const { talk } = desk;
  await awaitLook(desk, "offers");
  const line = await lineOf(desk);
  if (line === undefined) return;
  const { joinAsked, joinWords, readJoinPaper } = await import("../../cluster/index.ts");
  const says = joinWords(readJoinPaper(line), desk.clock.nowMs());
  if (!says.isUsable) return talk.say(`Not planned: ${says.text}.`);
  talk.say(`This line is for ${says.text}.`);
  const folder = await talk.ask({
    ...{ prompt: "Artefacts directory", usual: "found by itself", isFree: true },
    help: ["Enter alone: those of the same version, where this host has them."],
  });
  if (folder.is === "back") return;
  const { document, offers } = seen(desk);
  const wish = {
    ...{ line, documentText: document.text, found: offers?.found ?? [] },
    artefacts: folder.is === "text" ? folder.text : "",
    askedArtefacts: document.effective.spec.cluster?.artefacts,
  };
  const asked = joinAsked(wish, desk.clock.nowMs());
  if (asked.is === "not-yet") return talk.say(`Not planned: ${asked.why}.`);
  const { documentText, secrets } = asked;
  const answer = await send(desk, { do: "plan", documentText, secrets });
  if (answer.is === "invalid") sayWrong(desk, answer.issues);
  if (answer.is === "planned") await approvePlan(desk, "join", answer.plan);
}

/** Typed, or brought; `undefined`: the person went back. */
async function lineOf(desk: Desk): Promise<string | undefined> {
  const reply = await desk.talk.ask({
    ...{ prompt: "Line of a member, or sticks", usual: "go back", isFree: true },
    ...{ isSecret: true, words: ["sticks"], help: LINE_HELP },
  });
  if (reply.is === "word") return broughtLine(desk, "sticks");
  if (reply.is !== "text") return undefined;
  const text = reply.text.trim();
  return text.startsWith("/") ? broughtLine(desk, text) : text;
}

/** On sticks, or in a file of this host. */
async function broughtLine(desk: Desk, at: string): Promise<string | undefined> {
  const { talk, clock } = desk;
  const answer = await send(desk, { do: "look-for-join", at });
  if (answer.is !== "join-papers") return undefined;
  const { papers, problems } = answer;
  for (const problem of problems) talk.say(`${problem}.`);
  if (papers.length === 0) return undefined;
  const { joinWords, readJoinPaper } = await import("../../cluster/index.ts");
  for (const { from, text } of papers)
    talk.say(`${from}: ${joinWords(readJoinPaper(text), clock.nowMs()).text}.`);
  const chosen = await choose(talk, {
    prompt: "Which one",
    options: [
      { value: "", label: "Back" },
      ...papers.map(({ from }) => ({ value: from, label: from })),
    ],
    usual: "",
    help: ["Taking one plans nothing yet."],
  });
  return papers.find(({ from }) => from === chosen)?.text;
}
