import { type ContentFinding, contentWords, offerWords } from "../../session/index.ts";
import { act, type Desk } from "./desk.ts";
import { planImport } from "./import-questions.ts";
import { approvePlan } from "./plan-approval.ts";

const FORM = "content";
const HELP = [
  "The path of an archive, https://SERVER/FILE or stick:LABEL/FILE plans its import;",
  "a folder is taken where it is a profile, with a profile.yaml in it.",
  "sticks looks at what is plugged in. remove NAME plans to remove a content. Enter goes back.",
];

/** What is here and what is plugged in; what shall come or go is planned and approved by a word. */
export async function visitContent(desk: Desk): Promise<void> {
  const { talk } = desk;
  for (let command: "list-content" | "look-for-content" = "list-content"; ; ) {
    const answer = await act(desk, { do: command });
    if (answer.is !== "content") return;
    say(desk, answer.finding);
    const reply = await talk.ask({ prompt: "Import", usual: "go back", help: HELP, isFree: true });
    if (reply.is !== "text") return;
    const text = reply.text.trim();
    const [, name] = /^remove (.+)$/.exec(text) ?? [];
    command = text === "sticks" ? "look-for-content" : "list-content";
    if (name !== undefined) await planRemoval(desk, name);
    else if (text !== "sticks") await planImport(desk, FORM, text);
  }
}

function say({ talk }: Desk, { here, offers, problems }: ContentFinding): void {
  if (here.length === 0) talk.say("No content was imported on this host.");
  for (const one of here) talk.say(`${one.name}: ${contentWords(one)}.`);
  for (const offer of offers) talk.say(`Plugged in: ${offer.from}, ${offerWords(offer)}.`);
  for (const problem of problems) talk.say(`${problem}.`);
}

async function planRemoval(desk: Desk, name: string): Promise<void> {
  const command = { do: "plan-operation", operation: "remove-content", params: { name } } as const;
  const answer = await act(desk, command);
  if (answer.is === "planned") await approvePlan(desk, FORM, answer.plan);
}
