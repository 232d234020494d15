import type { Actor, Audit, Clock, HostIO, StoreAccess } from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import {
  awaitOutcome,
  decide,
  extend,
  isOpen,
  leftWords,
  openTrial,
  readProofs,
  readTrial,
  removeUnits,
  seeLinks,
  TRY_FOLDERS,
  type Trial,
  trialView,
} from "../network/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { Board } from "./board.ts";

export interface NetworkDeskParts {
  readonly board: Board;
  readonly host: HostIO;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Who may not write, because another process does, only shows. */
  readonly access: StoreAccess;
}

type NetworkCommand = Extract<Command, { do: "network" }>;

/** A change of the network that is tried: shown with the time it has left, and decided by people. */
export interface NetworkDesk {
  /** Reads the try again and shows it. */
  look(): Promise<void>;
  /** Looks each second while something is tried, else when a run moves. */
  watch(signal: AbortSignal): Promise<void>;
  handle(command: NetworkCommand, actor: Actor): Promise<Answer>;
}

const EVERY_MS = 1000;
/** Added by one wish for more time, unless told, seconds. */
const MORE_SECONDS = 120;
/** How long a wish may wait for the script, which looks each second, milliseconds. */
const ANSWER_MS = 30_000;

/** A run that is not gone on with; what it tried must not wait for somebody to keep it. */
const OVER: ReadonlySet<string> = new Set(["cancelling", "cancelled", "abandoned"]);

export function createNetworkDesk(parts: NetworkDeskParts): NetworkDesk {
  const { board, host, clock, audit, access } = parts;
  const acts = access.is === "read-write";
  let poke = () => {};

  async function look(): Promise<Trial | undefined> {
    const found = await findTrial(host);
    if (found === undefined) return undefined;
    const { trial, folder } = found;
    const now = await seeLinks(host, trial.links);
    board.set("network", trialView(trial, now, await readProofs(host, folder)));
    return trial;
  }

  /** Whoever cancels a run does not wait for the end of the try in it. */
  async function followRun(trial: Trial): Promise<void> {
    const state = board.snapshot().run?.state ?? "";
    if (!OVER.has(state) || trial.state === "reverting") return;
    const found = await findTrial(host);
    if (found !== undefined) await decide(host, found.folder, { revert: "the run was cancelled" });
  }

  async function turn(): Promise<boolean> {
    try {
      const trial = await look();
      if (trial === undefined || !isOpen(trial)) return false;
      if (acts) await followRun(trial);
      return true;
    } catch (thrown) {
      board.note("error", "network", errorView(thrown).message);
      return false;
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    const unwatch = board.watch(({ slice }) => {
      if (slice === "run") poke();
    });
    try {
      // What a power cut left of a try that is over.
      const isOver = !(await turn()) && board.snapshot().network !== undefined;
      if (isOver && acts) await removeUnits(host);
      while (!signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        poke = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
        if (!(await turn()) && !signal.aborted) await promise;
        await clock.sleep(EVERY_MS, signal).catch(() => undefined);
      }
    } finally {
      unwatch();
    }
  }

  async function handle({ decide: wish, seconds }: NetworkCommand, actor: Actor): Promise<Answer> {
    const folder = (await findTrial(host))?.folder ?? TRY_FOLDERS.usual;
    const trial = await openTrial(host, folder);
    const subject = `the change of ${trial.title}`;
    audit.append({ atMs: clock.nowMs(), actor, action: `network-${wish}`, subject });
    board.note("info", "network", `${wish}: ${actor.user} on ${actor.from} asked for it`);
    if (wish === "extend") {
      const longer = await extend(host, folder, seconds ?? MORE_SECONDS);
      await look();
      return { is: "ok", note: leftWords(longer.leftSeconds) };
    }
    if (wish === "revert") {
      await decide(host, folder, { revert: `${actor.user} on ${actor.from} asked for it` });
      // Over the link that goes back nobody would hear the end of it.
      return { is: "ok", note: `${subject} goes back now` };
    }
    return keep(trial, folder);
  }

  async function keep(trial: Trial, folder: string): Promise<Answer> {
    if (trial.state === "armed")
      throw new BringupError("NETWORK_NO_TRY", "the change is still being applied", {
        hint: "Ask again when it is in force: bringup network show.",
      });
    await decide(host, folder, "keep");
    const outcome = await answerOf(host, folder);
    await look();
    if (outcome.is === "kept") return { is: "ok", note: `the change of ${trial.title} is kept` };
    throw new BringupError("NETWORK_REVERTED", `too late to keep it: ${outcome.why}`);
  }

  return { look: async () => void (await look()), watch, handle };
}

/** The script looks each second; silence means that nobody keeps the time. */
async function answerOf(host: HostIO, folder: string) {
  const limit = AbortSignal.timeout(ANSWER_MS);
  const onTrial = () => undefined;
  try {
    return (await awaitOutcome(host, folder, { signal: limit, onTrial })).outcome;
  } catch (thrown) {
    throw limit.aborted ? silent(thrown) : thrown;
  }
}

function silent(cause: unknown): BringupError {
  return new BringupError("NETWORK_REVERT_FAILED", "the watch over the try does not answer", {
    hint: "Ask again what became of it: bringup network show.",
    cause,
  });
}

/** The open one, else the last that was. */
async function findTrial(host: HostIO) {
  const found: { readonly trial: Trial; readonly folder: string }[] = [];
  for (const folder of Object.values(TRY_FOLDERS)) {
    const trial = await readTrial(host, folder);
    if (trial !== undefined) found.push({ trial, folder });
  }
  return found.find(({ trial }) => isOpen(trial)) ?? found[0];
}
