import { type CertificateFinding, certificateRows, isMeant } from "../../certificates/index.ts";
import {
  addCertificates,
  certificatesOf,
  nameOfPath,
  removeCertificate,
  SETTING_FIELDS,
  SETTINGS_FORM,
} from "../../forms/index.ts";
import { act, type Desk } from "./desk.ts";
import { awaitLook } from "./first-look.ts";
import { rowsOf } from "./plain-form.ts";

const PATH = "spec.certificates.trusted";
const FORM = { id: SETTINGS_FORM, title: "Settings", fields: () => SETTING_FIELDS };
const HELP = [
  "The path of a file, https://HOST to see what a server shows, https://HOST/FILE, or sticks.",
  "To take one out, type: remove NAME. Enter alone goes back.",
];

/** Certificates of this host: looked at first, trusted by their fingerprint, applied with the settings. */
export async function visitCertificates(desk: Desk): Promise<void> {
  const { talk } = desk;
  await awaitLook(desk, "settings");
  for (;;) {
    const names = certificatesOf(trusted(desk)).map(({ name }) => name);
    talk.say(`Trusted: ${names.length === 0 ? "none" : names.join(", ")}`);
    const reply = await talk.ask({ prompt: "Look at", usual: "go back", help: HELP, isFree: true });
    if (reply.is !== "text") return;
    const [, name] = /^remove (.+)$/.exec(reply.text.trim()) ?? [];
    if (name === undefined) await lookAt(desk, reply.text.trim());
    else takeOut(desk, name);
  }
}

function takeOut(desk: Desk, name: string): void {
  const entry = removeCertificate(trusted(desk), name);
  if (entry.is === "refused") desk.talk.say(`Not done: ${entry.why}.`);
  if (entry.is === "removed") keep(desk, entry.text, `${name} goes`);
}

async function lookAt(desk: Desk, at: string): Promise<void> {
  const answer = await act(desk, { do: "look-for-certificates", at });
  if (answer.is !== "certificates") return;
  const { finding } = answer;
  say(desk, finding);
  if (finding.found.length === 0) return;
  const reply = await desk.talk.ask({
    prompt: "Trust the one whose SHA-256 begins with",
    usual: "none",
    help: ["Its first 8 digits at least, as you were told them by somebody else. Enter: none."],
    isFree: true,
  });
  if (reply.is !== "text") return;
  const chosen = finding.found.find(({ view }) => isMeant(view.fingerprint, reply.text));
  if (chosen === undefined) {
    desk.talk.say("None of them begins with these digits: nothing was trusted.");
    return;
  }
  const { view, file } = chosen;
  const entry = addCertificates(trusted(desk), view.pem, nameOfPath(file ?? view.subject));
  if (entry.is === "refused") desk.talk.say(`Not added: ${entry.why}.`);
  if (entry.is === "added") keep(desk, entry.text, `${entry.names.join(", ")} comes`);
}

function say({ talk }: Desk, { found, problems, verdict, toTrust }: CertificateFinding): void {
  for (const one of found)
    for (const [title, text] of certificateRows(one)) talk.say(`${title}: ${text}`);
  for (const problem of problems) talk.say(`Not read: ${problem}.`);
  if (verdict !== undefined) talk.say(verdict);
  if (toTrust !== undefined)
    talk.say(`The one to trust, if it is right, begins with ${toTrust.slice(0, 8)}.`);
}

/** As the form has it, with what was typed and not applied. */
function trusted(desk: Desk): string {
  return rowsOf(desk, FORM).find(({ field }) => field.path === PATH)?.editable ?? "";
}

function keep({ session, talk }: Desk, text: string, what: string): void {
  session.setField(SETTINGS_FORM, PATH, text);
  talk.say(`Noted: ${what} with the next plan. Look at the plan in Settings.`);
}
