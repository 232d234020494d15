import { formatDuration } from "../../quantity/index.ts";
import type { RunSlice } from "../../session/index.ts";
import { follow, wasInterrupted } from "../follow.ts";
import { createRunPrinter, runWords } from "../render-run.ts";
import { choose, confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";

const isOpen = ({ endedMs }: RunSlice): boolean => endedMs === null;

/** The run that has not ended, whoever started it. */
export function openRunOf(desk: Desk): RunSlice | undefined {
  const { run } = seen(desk);
  return run !== null && isOpen(run) ? run : undefined;
}

/** Follows a run to its end. Enter and Ctrl-C stop nothing by themselves: it asks what to do with the run. */
export async function attendRun(desk: Desk, runId: string): Promise<void> {
  const print = createRunPrinter(desk.talk.out, ({ title }) => `Run: ${title}`);
  let answered: RunSlice | null = null;
  for (;;) {
    const reached = await watchRun(desk, (run) => {
      if (run.id !== runId) return false;
      print(run);
      // What was already answered for is not news: the engine has yet to act on it.
      return !isOpen(run) || (run.state === "paused" && run !== answered);
    });
    if (reached === "ended") return;
    answered = seen(desk).run;
    const goesOn = reached === "paused" ? await offerPaused(desk) : await offerRunning(desk);
    if (!goesOn) return;
  }
}

type Reached = "ended" | "paused" | "interrupted";

async function watchRun(desk: Desk, isReached: (run: RunSlice) => boolean): Promise<Reached> {
  const { client, talk } = desk;
  const beat = startHeartbeat(desk, () => waitWords(desk));
  talk.say("Following the run. Enter or Ctrl-C asks what to do with it.");
  try {
    const run = await talk.wait((signal) =>
      follow<RunSlice>({
        client,
        signal,
        look(event) {
          if (event?.slice === "engine") talk.say(`Agent ${event.value.link}.`);
          const current = client.snapshot().run;
          if (current === null || (event !== undefined && event.slice !== "run")) return undefined;
          beat.reset();
          return isReached(current) ? current : undefined;
        },
      }),
    );
    if (run === undefined || wasInterrupted(run)) return "interrupted";
    return run.state === "paused" ? "paused" : "ended";
  } finally {
    beat.stop();
  }
}

/** `Still at: Start k3s, 1 min 30 s so far, usually 20 s, at most 5 min.` */
function waitWords(desk: Desk): string | undefined {
  const run = openRunOf(desk);
  const step = run?.steps.find(({ state }) => state === "running");
  if (run === undefined || step === undefined) return undefined;
  const { title, startedMs, usualMs, totalLimitMs } = step;
  const since = startedMs === null ? "" : `, ${formatDuration(desk.clock.nowMs() - startedMs)}`;
  return (
    `Still at: ${title}${since} so far, usually ${formatDuration(usualMs)}, ` +
    `at most ${formatDuration(totalLimitMs)}.`
  );
}

const RUN_HELP = [
  "The run is the agent's: leaving this place stops nothing.",
  "Pausing waits for the step in progress. Cancelling asks first, and what to undo.",
];

/** Whether to go on following. */
async function offerRunning(desk: Desk): Promise<boolean> {
  const answer = await choose(desk.talk, {
    prompt: "The run goes on. What now",
    options: [
      { value: "watch", label: "Keep watching" },
      { value: "leave", label: "Leave it running, back to the menu" },
      { value: "pause", label: "Pause after the step in progress" },
      { value: "cancel", label: "Cancel the run" },
    ],
    usual: "watch",
    help: RUN_HELP,
  });
  if (answer === "pause") return (await act(desk, { do: "pause" })).is !== "refused";
  if (answer === "cancel") await cancelRun(desk);
  return answer === "watch" || answer === "cancel";
}

async function offerPaused(desk: Desk): Promise<boolean> {
  const answer = await choose(desk.talk, {
    prompt: "The run is paused. What now",
    options: [
      { value: "leave", label: "Leave it as it is, back to the menu" },
      { value: "resume", label: "Go on with it" },
      { value: "cancel", label: "Cancel the run" },
    ],
    usual: "leave",
    help: RUN_HELP,
  });
  if (answer === "resume") return (await act(desk, { do: "resume" })).is !== "refused";
  if (answer !== "cancel") return false;
  return (await cancelRun(desk)) || offerPaused(desk);
}

/** What becomes of the finished steps is asked, never assumed. Whether the engine took it. */
async function cancelRun(desk: Desk): Promise<boolean> {
  const run = openRunOf(desk);
  if (run === undefined) return true;
  const { talk } = desk;
  const done = run.steps.filter(({ state }) => state === "done");
  talk.say(`${done.length} of ${run.steps.length} steps are done.`);
  if (done.some(({ commit }) => commit))
    talk.say("The run is past its point of no return: not everything can be undone.");
  for (const { title, undo, impact } of done)
    if (undo === "none" && impact !== "none") talk.say(`Cannot be undone: ${title}`);
  const answer = await choose(talk, {
    prompt: "Finished steps",
    options: [
      { value: "stay", label: "Do not cancel" },
      { value: "undo", label: "Undo the finished steps" },
      { value: "keep", label: "Keep what is done" },
    ],
    usual: "stay",
    help: ["The step in progress is stopped where it is."],
  });
  if (answer === undefined || answer === "stay") return false;
  const help = ["Only the word yes cancels."];
  if (!(await confirm(talk, { to: "cancel the run", help }))) return false;
  return (await act(desk, { do: "cancel", undo: answer === "undo" })).is !== "refused";
}

/** One sentence of a run for places that do not follow it. */
export const runSentence = (run: RunSlice): string => `${run.title}: ${runWords(run)}`;
