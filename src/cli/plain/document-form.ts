import { type FormRow, isIssueOf, proposalOf } from "../../forms/index.ts";
import type { Issue } from "../../spec/index.ts";
import { act, type Desk } from "./desk.ts";
import { askField } from "./field-question.ts";
import { offerWords } from "./offer-words.ts";
import { type PlainForm, rowsOf, sourceOf } from "./plain-form.ts";
import { approvePlan } from "./plan-approval.ts";

const HELP = [
  "A number asks for that field alone; all asks for each in turn; list shows them again.",
  "What is typed is a draft: it is kept, and nothing is changed before a plan is approved.",
  "preview makes the plan for what was typed and asks for approval.",
];

/** Lists, asks, previews, until the person goes back. */
export async function visitForm(desk: Desk, form: PlainForm): Promise<void> {
  const edits = () => rowsOf(desk, form).filter(({ origin }) => origin === "draft").length;
  let wasAsked = false;
  const usual = () => {
    if (edits() > 0) return "preview";
    return wasAsked ? "back" : "all";
  };
  const deeds = form.more?.(desk) ?? [];
  const words = ["all", "list", "preview", ...deeds.map(({ word }) => word)];
  const deedsHelp = deeds.map(({ help }) => help);
  const choice = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  listRows(desk, form);
  for (const help of deedsHelp) desk.talk.say(help);
  await offerWords(desk.talk, {
    prompt: () => `${form.title}, ${edits()} edited: number, ${choice}`,
    usual,
    help: [...HELP, ...deedsHelp],
    actions: {
      all: async () => {
        wasAsked = true;
        await askAll(desk, form);
        return undefined;
      },
      list: async () => void listRows(desk, form),
      preview: async () => ((await preview(desk, form)) ? "left" : undefined),
      ...Object.fromEntries(
        deeds.map(({ word, run }) => [
          word,
          async () => ((await run()) ? ("left" as const) : undefined),
        ]),
      ),
    },
    other: (typed) => askOne(desk, form, rowsOf(desk, form)[Number(typed) - 1]),
  });
}

async function askOne(desk: Desk, form: PlainForm, row: FormRow | undefined): Promise<void> {
  if (row === undefined) desk.talk.say("There is no such field. Type the number of one, or list.");
  else await askField(desk, { form, path: row.field.path });
}

/** Back goes to the question before; the fields are looked up anew, as answers may change them. */
async function askAll(desk: Desk, form: PlainForm): Promise<void> {
  desk.talk.say("Enter keeps what is in brackets; back goes to the question before.");
  let at = 0;
  for (;;) {
    const path = form.fields(desk)[at]?.path;
    if (path === undefined) return;
    const answer = await askField(desk, { form, path });
    if (answer === "back" && at === 0) return;
    at += answer === "back" ? -1 : 1;
  }
}

/** Whether the form is done: its plan was approved, or there was nothing to do. */
async function preview(desk: Desk, form: PlainForm): Promise<boolean> {
  const { talk } = desk;
  for (const { field } of rowsOf(desk, form).filter(({ isLost }) => isLost)) {
    talk.say(`${field.title} was typed into a console that is gone; drafts keep no secrets.`);
    if ((await askField(desk, { form, path: field.path })) === "back") return false;
  }
  talk.say("Planning.");
  const answer = await act(desk, {
    do: "plan",
    ...proposalOf(form.fields(desk), sourceOf(desk, form)),
  });
  if (answer.is === "invalid") await correct(desk, form, answer.issues);
  return answer.is === "planned" && approvePlan(desk, form.id, answer.plan);
}

/** Says every problem, then asks for the first field that has one, as that is what has to be done. */
async function correct(desk: Desk, form: PlainForm, issues: readonly Issue[]): Promise<void> {
  for (const issue of issues) sayIssue(desk, form, issue);
  const errors = issues.filter(({ severity }) => severity === "error");
  const field = form.fields(desk).find((one) => errors.some((issue) => isIssueOf(issue, one)));
  if (field !== undefined) await askField(desk, { form, path: field.path });
}

function sayIssue(desk: Desk, form: PlainForm, issue: Issue): void {
  const { severity, path, message, hint } = issue;
  const field = form.fields(desk).find((one) => isIssueOf(issue, one));
  const subject = field?.title ?? path;
  desk.talk.say(`${severity === "error" ? "Problem" : "Warning"}: ${subject} ${message}. ${hint}`);
}

/** `3 DNS servers: 10.0.0.1. From local. The host has it.` */
function listRows(desk: Desk, form: PlainForm): void {
  const usual = form.usual?.(desk) ?? {};
  for (const [index, row] of rowsOf(desk, form).entries()) {
    const without = usual[row.field.path];
    const unset =
      without === undefined || without === "" ? "not set" : `not set, ${without} is used`;
    const parts = [`${row.field.title}: ${row.shown === "" ? unset : row.shown}`, ...remarks(row)];
    desk.talk.say(`${String(index + 1).padStart(3)} ${parts.join(". ")}`);
  }
}

function remarks({ origin, holds, seen: found }: FormRow): readonly string[] {
  const from = origin === "draft" ? ["Typed, not applied"] : [];
  if (holds === true) return [...from, "The host has it"];
  return found === null ? from : [...from, `On the host: ${found}`];
}
