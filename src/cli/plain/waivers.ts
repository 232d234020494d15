import type { CheckResult } from "../../checks/index.ts";
import { type Waiver, withWaivers } from "../../forms/index.ts";
import { findings } from "./check-words.ts";
import { confirm } from "./choose.ts";
import { act, type Desk, draftsOf, seen } from "./desk.ts";

/** Name of the drafts of reasons, the same as on the screens. */
const REASONS = "waive";
const SHORTEST_REASON = 3;

/** One finding, accepted with a reason that is recorded. */
export async function waive(desk: Desk): Promise<void> {
  const { talk, session } = desk;
  const result = await chosen(desk, findings(seen(desk).checks.results), "Waive");
  if (result === undefined) return;
  const draft = draftsOf(desk, REASONS)[result.id];
  talk.say(`It stays in the list with what it found: ${result.observed}`);
  const reply = await talk.ask({
    prompt: "Reason, in a few words",
    usual: draft ?? "do not waive",
    help: ["The reason is kept in the document of this host, and shown with the finding."],
    isFree: true,
  });
  if (reply.is === "back" || (reply.is === "enter" && draft === undefined)) return;
  const reason = reply.is === "text" ? reply.text : (draft ?? "");
  session.setField(REASONS, result.id, reason);
  if (reason.length < SHORTEST_REASON) return talk.say("Say why, in a few words; it is recorded.");
  const { id } = result;
  if (!(await saveWaivers(desk, (before) => [...without(before, id), { id, reason }]))) return;
  session.setField(REASONS, id, undefined);
  talk.say(`Waived: ${result.title}.`);
}

/** A waiver is taken back: the finding counts again. */
export async function takeBack(desk: Desk): Promise<void> {
  const waived = seen(desk).checks.results.filter((result) => result.waived !== undefined);
  const result = await chosen(desk, waived, "Take back the waiver of");
  if (result === undefined) return;
  desk.talk.say(`It was waived because: ${result.waived?.reason ?? ""}`);
  const help = ["From then on the finding counts again."];
  if (!(await confirm(desk.talk, { to: `take back the waiver of ${result.title}`, help }))) return;
  if (await saveWaivers(desk, (before) => without(before, result.id)))
    desk.talk.say(`${result.title} counts again.`);
}

const without = (waivers: readonly Waiver[], id: string) =>
  waivers.filter((waiver) => waiver.id !== id);

async function saveWaivers(
  desk: Desk,
  change: (before: readonly Waiver[]) => readonly Waiver[],
): Promise<boolean> {
  const answer = await act(desk, withWaivers(seen(desk).document, change));
  if (answer.is === "invalid") for (const { message } of answer.issues) desk.talk.say(message);
  if (answer.is !== "ok") return false;
  await act(desk, { do: "run-checks" });
  return true;
}

/** One of the list, by number; none when there is nothing, or the person goes back. */
async function chosen(
  { talk }: Desk,
  results: readonly CheckResult[],
  verb: string,
): Promise<CheckResult | undefined> {
  if (results.length === 0) {
    talk.say("There is nothing to choose from.");
    return undefined;
  }
  for (const [index, { title, observed }] of results.entries())
    talk.say(`  ${index + 1} ${title}: ${observed}`);
  for (;;) {
    const help = ["Type the number of a check in the list above."];
    const reply = await talk.ask({ prompt: `${verb} which number`, usual: "back", help });
    if (reply.is !== "text") return undefined;
    const result = results[Number(reply.text) - 1];
    if (result !== undefined) return result;
    talk.say(`Type a number from 1 to ${results.length}.`);
  }
}
