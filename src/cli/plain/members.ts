import { believedStores } from "../../datastore/index.ts";
import { practiceChoices, type Subject, subjectLines, subjectsOf } from "../../status/index.ts";
import { choose, confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { offerWords } from "./offer-words.ts";

const HELP = [
  "The name of a member or node, or a part of it, says all there is to say about it.",
  "all lists every one of them in one line.",
];

/** Members of the stores and nodes, one by one; in rehearsal they can be stopped and cut there. */
export async function visitMembers(desk: Desk): Promise<void> {
  const { talk } = desk;
  if (seen(desk).stores === undefined) await act(desk, { do: "refresh" });
  list(desk);
  await offerWords(talk, {
    prompt: () => "Members: a name, all, or back",
    usual: () => "back",
    help: HELP,
    actions: { all: async () => void list(desk) },
    other: (typed) => show(desk, typed),
  });
}

function subjects({ client, clock }: Desk): readonly Subject[] {
  const { cluster, stores } = client.snapshot();
  return subjectsOf(cluster, believedStores(stores, clock.nowMs()));
}

const sinceOf =
  ({ clock }: Desk) =>
  (epochMs: number) =>
    Math.max(0, clock.nowMs() - epochMs);

function list(desk: Desk): void {
  const all = subjects(desk);
  if (all.length === 0) desk.talk.say("There is no member and no node yet.");
  for (const subject of all) {
    const here = subject.isThisHost ? ", this host" : "";
    const [role, state] = subjectLines(subject, sinceOf(desk));
    const of = subject.is === "member" ? subject.store.title : "cluster";
    desk.talk.say(`${subject.name}${here}, ${of}: ${role?.text}; ${state?.text}.`);
  }
}

async function show(desk: Desk, typed: string): Promise<void> {
  const { talk } = desk;
  const wanted = typed.toLowerCase();
  const found = subjects(desk).filter(({ name }) => name.toLowerCase().includes(wanted));
  if (found.length === 0) talk.say(`There is no member and no node called ${typed}.`);
  for (const subject of found) {
    const of = subject.is === "member" ? subject.store.title : "node of the cluster";
    talk.say(`${subject.name}, ${of}.`);
    for (const { label, text } of subjectLines(subject, sinceOf(desk)))
      talk.say(`${label.replace(/\?$/, "")}: ${text}.`);
  }
  const [only, ...more] = found;
  if (only?.is === "member" && only.isPractice && more.length === 0) await practise(desk, only);
}

/** Asks for a word only where it takes the quorum away. */
async function practise(desk: Desk, subject: Extract<Subject, { is: "member" }>): Promise<void> {
  const { talk } = desk;
  const choices = practiceChoices(subject.store, subject.member);
  const what = await choose(talk, {
    prompt: `Simulate on ${subject.name}`,
    options: [
      { value: "leave", label: "Back, change nothing" },
      ...choices.map((choice) => ({ value: choice.what, label: choice.label })),
    ],
    usual: "leave",
    help: ["It is simulated: nothing real is touched."],
  });
  const chosen = choices.find((choice) => choice.what === what);
  if (chosen === undefined) return;
  if (chosen.asks !== undefined) {
    const help = ["yes does it at once, to see what happens."];
    talk.say(chosen.asks.warning);
    if (!(await confirm(talk, { to: "do it all the same", help }))) return;
  }
  const done = await act(desk, { do: "practise", what: chosen.what, member: subject.name });
  if (done.is === "ok") talk.say(`Done: ${done.note ?? "it is so"}.`);
}
