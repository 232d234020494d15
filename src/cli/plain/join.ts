import type { JoinField, JoinGiven, JoinValues } from "../../cluster/index.ts";
import { choose } from "./choose.ts";
import { type Desk, seen, act as send } from "./desk.ts";
import { awaitLook } from "./first-look.ts";
import { approvePlan } from "./plan-approval.ts";
import { sayWrong } from "./upkeep.ts";

const LINE_HELP = [
  "A member shows it: Upkeep, Let one more host in. It is a secret: it is not shown here.",
  "What the distribution itself prints does too: its join command, or its token with a server.",
  "sticks looks for it on what is plugged in; /PATH takes it from a file of this host.",
];

/** This host comes into a cluster that is there, by the line of a member or of its distribution. */
export async function visitJoin(desk: Desk): Promise<void> {
  const { talk } = desk;
  await awaitLook(desk, "offers");
  const { joinAsked, joinReader, joinWords } = await import("../../cluster/index.ts");
  const read = await joinReader();
  const given = await givenIn(desk, read);
  if (given === undefined) return;
  const says = joinWords(given, desk.clock.nowMs());
  if (!says.isUsable) return talk.say(`Not planned: ${ended(says.text)}`);
  talk.say(given.is === "own" ? `This is ${says.text}.` : `This line is for ${says.text}.`);
  const values = await valuesBeside(desk, given);
  if (values === undefined) return;
  const folder = await talk.ask({
    ...{ prompt: "Artefacts directory", usual: "found by itself", isFree: true },
    help: ["Enter alone: those of the same version, where this host has them."],
  });
  if (folder.is === "back") return;
  const { document, offers } = seen(desk);
  const wish = {
    ...{ given, values, documentText: document.text, found: offers?.found ?? [] },
    artefacts: folder.is === "text" ? folder.text : "",
    askedArtefacts: document.effective.spec.cluster?.artefacts,
  };
  const asked = joinAsked(wish, desk.clock.nowMs());
  if (asked.is === "not-yet") return talk.say(`Not planned: ${ended(asked.why)}`);
  const { documentText, secrets } = asked;
  const answer = await send(desk, { do: "plan", documentText, secrets });
  if (answer.is === "invalid") sayWrong(desk, answer.issues);
  if (answer.is === "planned") await approvePlan(desk, "join", answer.plan);
}

const ended = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`);

type Read = (text: string) => JoinGiven;

/** A terminal breaks a line into no more. */
const MOST_PIECES = 40;

async function givenIn(desk: Desk, read: Read): Promise<JoinGiven | undefined> {
  let text = await lineOf(desk);
  if (text === undefined) return undefined;
  const { mayGoOn } = await import("../../cluster/index.ts");
  for (let pieces = 1; pieces < MOST_PIECES && mayGoOn(text, read(text)); pieces += 1) {
    const reply = await desk.talk.ask({
      ...{ prompt: "The rest of it", usual: "that was all", isFree: true, isSecret: true },
      help: ["So far it is not whole: give the next line of it. Enter alone: there is none."],
    });
    if (reply.is === "back") return undefined;
    if (reply.is !== "text") break;
    text = `${text}\n${reply.text}`;
  }
  return read(text);
}

/** What the line does not say. `undefined`: the person went back, or left out what has to be. */
async function valuesBeside(desk: Desk, given: JoinGiven): Promise<JoinValues | undefined> {
  const { joinFields } = await import("../../cluster/index.ts");
  const values: Record<string, string> = {};
  const found = () => seen(desk).offers?.found ?? [];
  for (;;) {
    const field = joinFields(given, values, found()).find(
      ({ name }) => !Object.hasOwn(values, name),
    );
    if (field === undefined) return values;
    const value = await answerTo(desk, field);
    if (value === undefined) return undefined;
    values[field.name] = value;
  }
}

async function answerTo({ talk }: Desk, field: JoinField): Promise<string | undefined> {
  const { label: prompt, kind, choices = [], usual, details } = field;
  const help = [details];
  if (kind === "choice") {
    const options = choices.map((value) => ({ value, label: value }));
    return choose(talk, { prompt, options, usual, help });
  }
  if (usual === "") talk.say(details);
  const reply = await talk.ask({
    ...{ prompt, help, isFree: true, isSecret: kind === "secret" },
    ...(usual === "" ? {} : { usual }),
  });
  if (reply.is === "back") return undefined;
  if (reply.is === "text") return reply.text.trim();
  if (usual === "") talk.say(`Not planned: ${prompt} is missing.`);
  return usual === "" ? undefined : usual;
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
  const { joinReader, joinWords } = await import("../../cluster/index.ts");
  const read = await joinReader();
  for (const { from, text } of papers)
    talk.say(`${from}: ${ended(joinWords(read(text), clock.nowMs()).text)}`);
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
