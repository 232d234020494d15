import { type GivenImport, importParams, isStickFolder, whyUnseen } from "../../session/index.ts";
import { act, type Desk } from "./desk.ts";
import { approvePlan } from "./plan-approval.ts";

/** What it has to be and what it is called, each left out by Enter; then the plan. Whether it was approved. */
export async function planImport(desk: Desk, form: string, from: string): Promise<boolean> {
  const sha256 = await askFor(desk, "SHA-256", "what lies beside it", [
    "64 hexadecimal digits. Enter: its .sha256 beside it says it, or a signature;",
    "of a folder, the plan shows it.",
  ]);
  if (sha256 === undefined) return false;
  const name = await askFor(desk, "Name", "its own", [
    "Of its folder on this host. Enter: as what is imported is called.",
  ]);
  if (name === undefined) return false;
  const params = await paramsFor(desk, { from, sha256, name });
  if (params === undefined) return false;
  desk.talk.say("Planning.");
  const answer = await act(desk, { do: "plan-operation", operation: "import-content", params });
  return answer.is === "planned" && approvePlan(desk, form, answer.plan);
}

/** Empty: Enter. `undefined`: the person goes back. */
async function askFor(
  { talk }: Desk,
  prompt: string,
  usual: string,
  help: readonly string[],
): Promise<string | undefined> {
  const reply = await talk.ask({ prompt, usual, help, isFree: true });
  if (reply.is === "back") return undefined;
  return reply.is === "text" ? reply.text.trim() : "";
}

/** A folder on a stick is looked at first: what was seen is what is taken. */
async function paramsFor(desk: Desk, given: GivenImport) {
  if (!isStickFolder(given.from)) return importParams(given, []);
  const answer = await act(desk, { do: "look-for-content" });
  if (answer.is !== "content") return undefined;
  const { offers, problems } = answer.finding;
  const unseen = whyUnseen(given.from, { offers, problems });
  if (unseen !== undefined) {
    desk.talk.say(`${unseen}. Nothing is planned.`);
    return undefined;
  }
  for (const problem of problems) desk.talk.say(`${problem}.`);
  return importParams(given, offers);
}
