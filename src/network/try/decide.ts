import type { HostIO } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { deadlineIn, isWatching } from "./arm.ts";
import { NAMES, WATCH_UNIT } from "./folder.ts";
import { isOpen, readTrial, type Trial } from "./trial.ts";

/** A try cannot be put off longer than this from now, seconds. */
export const LONGEST_SECONDS = 3600;
/** After the deadline: commands of the way back, links that come up slowly, and as much again. */
const BACK_MS = 10 * 60_000;
const POLL_MS = 1000;
const CLEAR_MS = 20_000;
const CLEAR_POLL_MS = 200;
/** Asking the service manager costs a process: only so often. */
const WATCH_LOOK_MS = 5000;

/** A wish; the script answers it with an outcome, which may be another one when it came too late. */
export async function decide(
  host: HostIO,
  folder: string,
  wish: "keep" | { readonly revert: string },
): Promise<void> {
  const text = wish === "keep" ? "keep" : `revert ${wish.revert.replaceAll(/\s+/g, " ")}`;
  await host.files.writeAtomic(`${folder}/${NAMES.decision}`, `${text}\n`, { mode: 0o600 });
}

/** Moves the end of an open try. @throws NETWORK_NO_TRY when it is over or on its way back. */
export async function extend(host: HostIO, folder: string, seconds: number): Promise<Trial> {
  const trial = await openTrial(host, folder);
  const wanted = Math.min(trial.leftSeconds + seconds, LONGEST_SECONDS);
  const deadline = await deadlineIn(host, wanted);
  await host.files.writeAtomic(`${folder}/${NAMES.deadline}`, `${deadline}\n`, { mode: 0o600 });
  return openTrial(host, folder);
}

/** @throws NETWORK_NO_TRY when none can be decided any more. */
export async function openTrial(host: HostIO, folder: string): Promise<Trial> {
  const trial = await readTrial(host, folder);
  if (trial !== undefined && isOpen(trial) && trial.state !== "reverting") return trial;
  const message =
    trial === undefined
      ? "no change of the network is being tried"
      : `the change is ${trial.state} already: ${trial.why}`;
  throw new BringupError("NETWORK_NO_TRY", message);
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** Called about once a second. */
  onTrial(trial: Trial): void;
}

/** The script removes its units when it has written how it ended. */
async function clearedUp(host: HostIO, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < CLEAR_MS && (await isWatching(host)); waitedMs += CLEAR_POLL_MS)
    await host.clock.sleep(CLEAR_POLL_MS, signal);
}

/**
 * Waits until the script has said how it ended, and starts it again where its unit was stopped.
 * @throws NETWORK_REVERT_FAILED when it says nothing long after it should have.
 */
export async function awaitOutcome(
  host: HostIO,
  folder: string,
  { signal, onTrial }: Waiting,
): Promise<Trial & { readonly outcome: NonNullable<Trial["outcome"]> }> {
  let lookedMs = Number.NEGATIVE_INFINITY;
  for (let lateMs = 0; lateMs < BACK_MS; ) {
    signal.throwIfAborted();
    const trial = await readTrial(host, folder);
    if (trial === undefined) break;
    if (trial.outcome !== undefined) {
      await clearedUp(host, signal);
      return { ...trial, outcome: trial.outcome };
    }
    onTrial(trial);
    const isLate = trial.leftSeconds === 0;
    lateMs = isLate ? lateMs + POLL_MS : 0;
    if (host.clock.monotonicMs() - lookedMs >= WATCH_LOOK_MS) {
      lookedMs = host.clock.monotonicMs();
      if (!(await isWatching(host))) await host.units.start(WATCH_UNIT).catch(() => undefined);
    }
    await host.clock.sleep(POLL_MS, signal);
  }
  throw new BringupError("NETWORK_REVERT_FAILED", `nothing is heard of the way back in ${folder}`, {
    hint: `On the console of the host itself: sh ${folder}/${NAMES.script} undo`,
  });
}

/** The time a person has from now on: at least twice what applying took. */
export async function giveTime(
  host: HostIO,
  folder: string,
  { confirmSeconds, appliedMs }: { readonly confirmSeconds: number; readonly appliedMs: number },
): Promise<void> {
  const seconds = Math.max(confirmSeconds, Math.ceil((2 * appliedMs) / 1000));
  const deadline = await deadlineIn(host, seconds);
  await host.files.writeAtomic(`${folder}/${NAMES.deadline}`, `${deadline}\n`, { mode: 0o600 });
  await host.files.writeAtomic(`${folder}/${NAMES.applied}`, `${appliedMs}\n`, { mode: 0o600 });
}
