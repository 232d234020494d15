import type { RunSummary } from "../../session/index.ts";
import { printEntry, stamp } from "../render-activity.ts";
import { printAudit } from "../render-audit.ts";
import { printRun } from "../render-run.ts";
import { act, type Desk, seen } from "./desk.ts";
import { offerWords } from "./offer-words.ts";

const LAST = 10;
const HELP = [
  "all shows every entry there is; runs lists the runs there have been;",
  "audit shows who changed what, from where, and what was refused.",
  "In the list of runs a number shows that run.",
];

/** What happened, oldest first, and the runs there have been. */
export async function visitActivity(desk: Desk): Promise<void> {
  const { talk } = desk;
  const entries = seen(desk).activity;
  if (entries.length === 0) talk.say("Nothing has happened yet.");
  for (const entry of entries.slice(0, LAST).toReversed()) printEntry(entry, talk.out);
  await offerWords(talk, {
    prompt: () => "Activity: all, runs, audit or back",
    usual: () => "back",
    help: HELP,
    actions: {
      all: async () => {
        const answer = await act(desk, { do: "activity" });
        const all = answer.is === "activity" ? answer.entries : seen(desk).activity;
        for (const entry of all.toReversed()) printEntry(entry, talk.out);
        return undefined;
      },
      runs: async () => void (await visitRuns(desk)),
      audit: async () => {
        const answer = await act(desk, { do: "audit" });
        if (answer.is === "audit") printAudit(answer.entries.slice(0, LAST), talk.out);
        return undefined;
      },
    },
  });
}

async function visitRuns(desk: Desk): Promise<void> {
  const { talk } = desk;
  const listed = await act(desk, { do: "list-runs" });
  if (listed.is !== "runs") return;
  if (listed.runs.length === 0) return talk.say("There has been no run yet.");
  for (const [index, run] of listed.runs.entries()) talk.say(`  ${index + 1} ${runLine(run)}`);
  for (;;) {
    const reply = await talk.ask({ prompt: "Show which run", usual: "back", help: HELP });
    if (reply.is !== "text") return;
    const run = listed.runs[Number(reply.text) - 1];
    if (run === undefined) {
      talk.say(`Type a number from 1 to ${listed.runs.length}.`);
      continue;
    }
    const shown = await act(desk, { do: "show-run", id: run.id });
    if (shown.is === "run") printRun(shown.run, talk.out);
  }
}

const runLine = ({ title, state, startedMs, steps }: RunSummary): string =>
  `${stamp(startedMs)} ${title}: ${state}, ${steps} steps`;
