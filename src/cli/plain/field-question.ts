import { type FormRow, isIssueOf, proposalOf, SECRET_TYPED } from "../../forms/index.ts";
import type { Field } from "../../spec/index.ts";
import { parseGiven } from "../parse-given.ts";
import { type CertificateWords, takeCertificates } from "./certificates.ts";
import { optionOf } from "./choose.ts";
import type { Desk } from "./desk.ts";
import { type PlainForm, rowsOf, sourceOf } from "./plain-form.ts";
import type { Reply } from "./replies.ts";

/** One field of one form. */
export interface FieldPlace {
  readonly form: PlainForm;
  readonly path: string;
}

const NOT_SET = "not set";

/** Asks until the answer is sound, or Enter keeps what stands there. Every answer is kept as a draft. */
export async function askField(desk: Desk, place: FieldPlace): Promise<"next" | "back"> {
  for (;;) {
    const row = rowsOf(desk, place.form).find(({ field }) => field.path === place.path);
    if (row === undefined) return "next";
    if (choicesOf(row.field).length > 0) listChoices(desk, row.field);
    const settle = place.form.settling?.(desk);
    const reply = await desk.talk.ask({
      prompt: row.field.title,
      usual: row.shown === "" ? NOT_SET : row.shown,
      help: helpOf(row, place.form.usual?.(desk)[row.field.path]),
      words: ["none", "undo"],
      isFree: choicesOf(row.field).length === 0,
      isSecret: row.field.kind === "secret",
    });
    if (reply.is === "back") return "back";
    if (reply.is !== "enter" && !(await isTaken(desk, { place, row, reply }))) continue;
    settle?.();
    sayNote(desk, place);
    return "next";
  }
}

const isTaken = async (desk: Desk, given: Given): Promise<boolean> =>
  (await keep(desk, given)) && isSound(desk, given.place, given.row.field);

/** Of what stands there now, whoever put it there. */
function sayNote(desk: Desk, { form, path }: FieldPlace): void {
  const row = rowsOf(desk, form).find(({ field }) => field.path === path);
  const note = row === undefined ? "" : (form.note?.(desk, row) ?? "");
  if (note !== "") desk.talk.say(note);
}

interface Given {
  readonly place: FieldPlace;
  readonly row: FormRow;
  readonly reply: Reply;
}

/** Puts the answer into the drafts; false when it cannot be one at all. */
async function keep(desk: Desk, { place, row, reply }: Given): Promise<boolean> {
  const { field } = row;
  if (reply.is === "word" && reply.word === "undo") {
    desk.session.setField(place.form.id, field.path, undefined);
    desk.session.setSecret(place.form.id, field.path, undefined);
    return true;
  }
  const text = reply.is === "text" ? reply.text : "";
  if (field.kind === "certificate" && text !== "") return keepCertificates(desk, place, row, text);
  const value = choicesOf(field).length === 0 || text === "" ? text : choiceOf(field, text);
  if (value === undefined) {
    desk.talk.say(`${field.title} is one of: ${choicesOf(field).join(", ")}.`);
    return false;
  }
  // What stands there already is no edit.
  if (value !== row.editable || row.origin === "draft" || field.kind === "secret")
    set(desk, place, field, value);
  return true;
}

function set({ session }: Desk, { form }: FieldPlace, field: Field, value: string): void {
  const isSecret = field.kind === "secret";
  if (isSecret) session.setSecret(form.id, field.path, value);
  session.setField(form.id, field.path, isSecret ? SECRET_TYPED : value);
}

async function keepCertificates(
  desk: Desk,
  place: FieldPlace,
  { field, editable }: FormRow,
  typed: string,
): Promise<boolean> {
  const words: CertificateWords = { before: editable, typed };
  const after = await takeCertificates(desk, words);
  if (after !== undefined) set(desk, place, field, after);
  return after !== undefined;
}

/** The judgement of the whole document, as far as it is about this field; said at once. */
async function isSound(desk: Desk, { form }: FieldPlace, field: Field): Promise<boolean> {
  const { documentText } = proposalOf(form.fields(desk), sourceOf(desk, form));
  const parsed = await parseGiven({ name: "document", text: documentText });
  const all = parsed.is === "valid" ? parsed.warnings : parsed.issues;
  const issues = all.filter((issue) => isIssueOf(issue, field));
  for (const { message, hint } of issues) desk.talk.say(`${field.title} ${message}. ${hint}`);
  const isWrong = issues.some(({ severity }) => severity === "error");
  if (isWrong) desk.talk.say("Type another value; Enter keeps it for now, undo forgets it.");
  return !isWrong;
}

function choicesOf({ kind, choices = [] }: Field): readonly string[] {
  if (kind === "boolean") return ["true", "false"];
  return kind === "choice" ? choices : [];
}

function listChoices({ talk }: Desk, field: Field): void {
  const listed = choicesOf(field).map((choice, index) => `${index + 1} ${choice}`);
  talk.say(`${field.title}: ${listed.join(", ")}, or none`);
}

function choiceOf(field: Field, typed: string): string | undefined {
  const options = choicesOf(field).map((value) => ({ value, label: value }));
  return optionOf(options, typed)?.value;
}

function helpOf({ field, seen, origin }: FormRow, usual = ""): readonly string[] {
  const { kind, example } = field;
  const isPlainText = example !== undefined && kind !== "secret" && kind !== "certificate";
  return [
    ...(isPlainText ? [`For example ${example.replace(/^\[|\]$/g, "").replaceAll('"', "")}`] : []),
    ...(kind === "list" ? ["Several: with commas or blanks between them."] : []),
    ...(kind === "secret" ? ["What is typed is not shown, and never stored with the drafts."] : []),
    ...(kind === "certificate" ? CERTIFICATE_HELP : []),
    ...(usual === "" ? [] : [`When it is not set, ${usual} is used.`]),
    ...(seen === null ? [] : [`On the host: ${seen}`]),
    ...(origin === null || origin === "draft" ? [] : [`What stands there comes from: ${origin}`]),
    "Enter keeps what is in brackets, none empties the field, undo forgets what was typed.",
  ];
}

const CERTIFICATE_HELP = [
  "Type the path of a PEM file, or paste the certificate itself, with its first and last line.",
  "To take one out, type: remove NAME",
];
