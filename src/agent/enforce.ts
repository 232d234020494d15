// Over 120 lines: one loop and the few rules by which it may act.
import type { DurableState, Plan } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { driftCondition, type Outcome } from "./drift.ts";
import { otherWriters } from "./other-writers.ts";
import type { ServiceParts } from "./parts.ts";
import type { Pending } from "./plan-desk.ts";
import { openRepairs, type Repairs } from "./repairs.ts";

const EVERY_MS = 60_000;
const LAST_BOOT = "agent.last-boot";
/** A network that comes late stands in the way of a repair; after this, people may be at work. */
const AFTER_BOOT_MS = 15 * 60_000;

export interface EnforceParts extends ServiceParts {
  /** Settles once what a plane wanted before the start was verified again and is in force. */
  readonly recalled: Promise<unknown>;
  readonly signal: AbortSignal;
}

/**
 * Holds the host to its document: after each boot, when a desired state of a plane arrives, and every
 * minute, whether the plane is there or not. Only what is mild (`repairable`) is mended without
 * asking, and on a timer only where a plane has a say: elsewhere people may be at work. The rest
 * is shown with why it waits.
 */
export async function enforce(parts: EnforceParts): Promise<void> {
  const { board, clock, signal } = parts;
  let wake = (_isFree: boolean) => {};
  const look = createLook(parts);
  const stopWatching = board.watch((change) => {
    const isFree = change.slice === "lease" && change.value.holder === null;
    if (isFree || change.slice === "registration") wake(isFree);
  });
  let revision: number | undefined;
  let isBoot = await isAfterBoot(parts);
  const bootEndsMs = clock.monotonicMs() + AFTER_BOOT_MS;
  await parts.recalled.catch(() => {});
  // Who came to look only is seldom here for as long as that.
  if (parts.store.access.is === "read-only") await pause();
  while (!signal.aborted) {
    const revisionNow = board.snapshot().registration.desired?.revision;
    const isNews = revisionNow !== undefined && revisionNow !== revision;
    revision = revisionNow;
    const isFree = await quietly(parts, () => look({ isBoot, isNews, revision }));
    const isBootOver = isBoot && (isFree || clock.monotonicMs() > bootEndsMs);
    if (isBootOver) isBoot = false;
    if (isBootOver || isNews) continue;
    await pause();
  }
  stopWatching();

  /** Until the minute is over, a plane wants something else, or a person lets go of control. */
  async function pause(): Promise<void> {
    const over = new AbortController();
    wake = (isFree) => {
      if (isFree || board.snapshot().registration.desired?.revision !== revision) over.abort();
    };
    wake(false);
    await clock.sleep(EVERY_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
  }
}

interface Occasion {
  readonly isBoot: boolean;
  /** The plane wants something else than at the last look, or this is the first one. */
  readonly isNews: boolean;
  /** Of the plane's desired state in force. */
  readonly revision: number | undefined;
}

/** Resolves with whether nothing stood in the way of what it would do. */
function createLook(parts: EnforceParts): (occasion: Occasion) => Promise<boolean> {
  const history = openRepairs(parts.store.state, parts.clock);
  // Who cannot keep a journal changes nothing, and still says how the host differs.
  const isKept = parts.store.access.is === "read-write";

  return async ({ isBoot, isNews, revision }) => {
    const found = await difference(parts, revision);
    if (found === undefined) return !parts.runs.isBusy();
    const isFree = found.plan.blocked.length === 0;
    const wanted = revision === undefined ? "its document" : `revision ${revision} of the plane`;
    if (found.repair !== undefined && (isBoot || revision !== undefined) && isKept) {
      await mend({ ...parts, history, wanted, isBoot, isNews }, found.plan, found.repair);
      return isFree;
    }
    if (isBoot && found.plan.steps.length > 0) saySo(parts, found.plan, wanted);
    show(parts, found.plan, wanted, { is: "left" });
    return isFree;
  };
}

/** `undefined`: nothing is asked of this host, or it is being changed just now. */
async function difference({ board, runs, signal }: EnforceParts, revision: number | undefined) {
  const { document } = board.snapshot();
  const isAsked = document.generation > 0 || revision !== undefined;
  if (!isAsked || runs.isBusy()) return undefined;
  return runs.compare(document.text, signal);
}

interface Mending extends EnforceParts, Pick<Occasion, "isBoot" | "isNews"> {
  readonly history: Repairs;
  /** What the host is held to, for people. */
  readonly wanted: string;
}

async function mend(parts: Mending, plan: Plan, found: Pending): Promise<void> {
  const { board, runs, history, wanted, isBoot, isNews, signal } = parts;
  const holder = board.snapshot().lease.holder?.actor.user;
  if (holder !== undefined) return show(parts, plan, wanted, { is: "in-control", who: holder });
  // What a boot takes away nobody fights for.
  const times = isBoot ? undefined : history.fought(found.plan);
  if (times !== undefined) {
    const writers = await otherWriters(parts);
    return show(parts, plan, wanted, { is: "fought", times, writers });
  }
  show(parts, plan, wanted, { is: "repairing" });
  const titles = found.plan.steps.map(({ title }) => title);
  board.note("info", "agent", `repairs by itself, from ${wanted}: ${titles.join("; ")}`);
  const run = await runs.repair(found, { user: isBoot ? "boot" : "agent", from: wanted });
  if (run === undefined) return;
  if (!isBoot && !isNews) history.add(found.plan);
  if (run.state !== "succeeded") {
    return show(parts, plan, wanted, { is: "failed", why: run.message });
  }
  const rest = await runs.compare(found.documentText, signal);
  show(parts, rest?.plan ?? plan, wanted, { is: "repaired", titles });
}

function show({ conditions }: EnforceParts, plan: Plan, wanted: string, outcome: Outcome): void {
  conditions.show("drift", [driftCondition(plan, wanted, outcome)]);
}

function saySo({ board }: EnforceParts, { steps }: Plan, wanted: string): void {
  const what = `${steps.length} differences wait for a person: see converge`;
  board.note("warn", "agent", `after this boot the host differs from ${wanted}: ${what}`);
}

/** The first start on a host is no boot to make up for. */
async function isAfterBoot({ host, store }: EnforceParts): Promise<boolean> {
  if (store.access.is === "read-only") return false;
  const bootId = await host.bootId();
  const state: DurableState = store.state;
  const last = state.get(LAST_BOOT);
  if (last !== bootId) state.set(LAST_BOOT, bootId);
  return last !== undefined && last !== bootId;
}

async function quietly(
  { board, signal }: EnforceParts,
  look: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await look();
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "agent", `drift: ${errorView(thrown).message}`);
    return false;
  }
}
