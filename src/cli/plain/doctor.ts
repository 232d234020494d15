import type { DoctorFinding } from "../../doctor/index.ts";
import { type DoctorSlice, doctorCounts, nothingFound } from "../../session/index.ts";
import { follow } from "../follow.ts";
import { printFinding, printQuiet, printReport } from "../render-doctor.ts";
import { choose } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { offerWords } from "./offer-words.ts";
import { approvePlan } from "./plan-approval.ts";

const HELP = [
  "again looks for known troubles anew; it only looks, and asks nobody outside.",
  "all tells everything, also what could not be looked at and why.",
  "A number tells everything about that trouble alone.",
  "fix shows the plan that is prepared for a trouble, and asks before anything is done.",
];

/** What is wrong by what is known, the likeliest first; the prepared plan on demand. */
export async function visitDoctor(desk: Desk): Promise<void> {
  const { talk } = desk;
  if (seen(desk).doctor === undefined) await look(desk);
  else await waitForEnd(desk);
  showFindings(desk);
  await offerWords(talk, {
    prompt: () => "Doctor: again, all, fix, back, or the number of a trouble",
    usual: () => "back",
    help: HELP,
    actions: {
      again: async () => {
        await look(desk);
        showFindings(desk);
        return undefined;
      },
      all: async () => void showAll(desk),
      fix: async () => void (await mend(desk)),
    },
    other: async (typed) => void showOne(desk, typed),
  });
}

async function look(desk: Desk): Promise<void> {
  desk.talk.say("Looking for known troubles. It only looks.");
  const beat = startHeartbeat(desk, () => progress(seen(desk).doctor));
  try {
    await act(desk, { do: "examine" });
  } finally {
    beat.stop();
  }
}

/** Another console may have begun it. */
async function waitForEnd(desk: Desk): Promise<void> {
  const { talk, client } = desk;
  const isOver = () => (client.snapshot().doctor?.state === "running" ? undefined : true);
  if (isOver()) return;
  talk.say("Another console is looking. Enter or Ctrl-C ends the waiting; the look goes on.");
  const beat = startHeartbeat(desk, () => progress(client.snapshot().doctor));
  try {
    await talk.wait((signal) => follow<true>({ client, signal, look: isOver }));
  } finally {
    beat.stop();
  }
}

const progress = (slice: DoctorSlice | undefined): string =>
  `Still looking: ${slice?.done ?? 0} of ${slice?.total ?? 0} done.`;

const findings = (desk: Desk): readonly DoctorFinding[] =>
  seen(desk).doctor?.report?.findings ?? [];

function showFindings({ talk, client }: Desk): void {
  for (const line of findingsWords(client.snapshot().doctor)) talk.say(line);
}

function findingsWords(slice: DoctorSlice | undefined): readonly string[] {
  const report = slice?.report;
  if (report === undefined) return ["No look has come to its end yet. Type again to look."];
  if (report.findings.length === 0) return [nothingFound(report)];
  const listed = report.findings.map(
    ({ likelihood, title }, at) => `${String(at + 1).padStart(3)} ${likelihood}: ${title}`,
  );
  return [...listed, `Doctor: ${doctorCounts(report)}.`];
}

function showAll(desk: Desk): void {
  const report = seen(desk).doctor?.report;
  if (report === undefined) return;
  printReport(report, desk.talk.out);
  printQuiet(report, desk.talk.out);
}

function showOne(desk: Desk, typed: string): void {
  const { talk } = desk;
  const finding = /^\d+$/.test(typed) ? findings(desk)[Number(typed) - 1] : undefined;
  if (finding === undefined) talk.say(`There is no trouble "${typed}". Type a number, or all.`);
  else printFinding(finding, talk.out);
}

/** The plan is shown and asked for as any other; what it mended shows in the look after it. */
async function mend(desk: Desk): Promise<void> {
  const { talk } = desk;
  const symptom = await chooseOne(desk);
  if (symptom === undefined) return;
  talk.say("Planning.");
  const answer = await act(desk, { do: "plan-operation", operation: "mend", params: { symptom } });
  if (answer.is !== "planned" || !(await approvePlan(desk, "doctor", answer.plan))) return;
  await look(desk);
  showFindings(desk);
}

async function chooseOne(desk: Desk): Promise<string | undefined> {
  const options = findings(desk)
    .filter(({ canMend }) => canMend)
    .map(({ id, title }) => ({ value: id, label: title }));
  const [first] = options;
  if (first === undefined) {
    desk.talk.say("No plan is prepared for what was found. What helps is said with each of them.");
    return undefined;
  }
  const help = ["Nothing is changed before a plan is approved."];
  return choose(desk.talk, { prompt: "Plan the fix for", options, usual: first.value, help });
}
