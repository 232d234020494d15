import type { CheckResult } from "../../checks/index.ts";
import { type Waiver, withWaivers } from "../../forms/index.ts";
import { follow } from "../follow.ts";
import { printResults } from "../render-checks.ts";
import { confirm } from "./choose.ts";
import { act, type Desk, draftsOf, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { offerWords } from "./offer-words.ts";

/** Name of the drafts of reasons, the same as on the screens. */
const REASONS = "waive";
const SHORTEST_REASON = 3;
const HELP = [
  "all lists every check; the name of one, or a part of it, shows all that is known of it.",
  "again runs the checks anew, which changes nothing on the host.",
  "waive accepts a finding with a reason, which is recorded in the document of this host.",
  "unwaive takes a waiver back: from then on the finding counts again.",
];

/** Counts, then what is wrong in words; all of it, again, and waivers on demand. */
export async function visitChecks(desk: Desk): Promise<void> {
  const { talk } = desk;
  if (seen(desk).checks.state === "never") await runAgain(desk);
  await waitForChecks(desk);
  showOpen(desk);
  await offerWords(talk, {
    prompt: () => "Checks: all, again, waive, unwaive, back, or the name of a check",
    usual: () => "back",
    help: HELP,
    actions: {
      all: async () => void printResults(seen(desk).checks.results, talk.out),
      again: async () => void (await lookAgain(desk)),
      waive: async () => void (await waive(desk)),
      unwaive: async () => void (await takeBack(desk)),
    },
    other: async (typed) => showDetails(desk, typed),
  });
}

async function lookAgain(desk: Desk): Promise<void> {
  await runAgain(desk);
  await waitForChecks(desk);
  showOpen(desk);
}

async function runAgain(desk: Desk): Promise<void> {
  await act(desk, { do: "run-checks" });
}

async function waitForChecks(desk: Desk): Promise<void> {
  if (seen(desk).checks.state !== "running") return;
  const { talk, client } = desk;
  const beat = startHeartbeat(desk, () => {
    const { done, total } = seen(desk).checks;
    return `Still checking: ${done} of ${total} done.`;
  });
  talk.say("Checking. Enter or Ctrl-C ends the waiting; the checks go on.");
  try {
    await talk.wait((signal) =>
      follow<true>({
        client,
        signal,
        look: () => (client.snapshot().checks.state === "running" ? undefined : true),
      }),
    );
  } finally {
    beat.stop();
  }
}

/** `1 failed, 2 warnings, 41 passed`: the worst first, what is zero left out. */
export function countSentence({ results, state }: ReturnType<typeof seen>["checks"]): string {
  if (state === "never") return "Not checked yet.";
  const open = results.filter(({ waived }) => waived === undefined);
  const counts = (["fail", "warn", "unknown", "pass", "skip"] as const).map((status) => {
    const count = open.filter((result) => result.status === status).length;
    return count === 0 ? "" : `${count} ${COUNT_WORDS[status]}`;
  });
  const waived = results.length - open.length;
  const all = [...counts, waived === 0 ? "" : `${waived} waived`].filter((text) => text !== "");
  return `${all.join(", ")}${state === "running" ? ", still running" : ""}.`;
}

const COUNT_WORDS: Readonly<Record<CheckResult["status"], string>> = {
  fail: "failed",
  warn: "with a warning",
  unknown: "unknown",
  pass: "passed",
  skip: "not applicable",
};

function showOpen(desk: Desk): void {
  const { talk } = desk;
  const { checks } = seen(desk);
  talk.say(`Checks: ${countSentence(checks)}`);
  printResults(findings(checks.results), talk.out);
}

/** Everything of the checks that are named so, uncut. */
function showDetails(desk: Desk, typed: string): void {
  const { talk } = desk;
  const wanted = typed.toLowerCase();
  const found = seen(desk).checks.results.filter(({ id, title }) =>
    `${id} ${title}`.toLowerCase().includes(wanted),
  );
  if (found.length === 0) talk.say(`No check is named "${typed}". Type all to hear every one.`);
  for (const result of found) {
    printResults([result], talk.out);
    talk.say(`Found: ${result.observed}`);
    for (const line of "evidence" in result ? (result.evidence ?? []) : []) talk.say(`  ${line}`);
  }
}

/** What stands in the way, failures first. */
function findings(results: readonly CheckResult[]): readonly CheckResult[] {
  const open = results.filter(({ waived }) => waived === undefined);
  return (["fail", "warn"] as const).flatMap((wanted) =>
    open.filter(({ status }) => status === wanted),
  );
}

async function waive(desk: Desk): Promise<void> {
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

async function takeBack(desk: Desk): Promise<void> {
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
  await runAgain(desk);
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
