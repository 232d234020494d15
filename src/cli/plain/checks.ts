import { follow } from "../follow.ts";
import { printResults } from "../render-checks.ts";
import { countSentence, findings } from "./check-words.ts";
import { act, type Desk, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { offerWords } from "./offer-words.ts";
import { takeBack, waive } from "./waivers.ts";

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
    if (result.threshold !== undefined)
      talk.say(`Wanted ${result.when ?? "at any time"}: ${result.threshold}`);
  }
}
