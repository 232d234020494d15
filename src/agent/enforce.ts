// Over 120 lines: one loop and the few rules by which it may act.
import type { DurableState, Plan } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { driftCondition, type Outcome } from "./drift.ts";
import type { ServiceParts } from "./parts.ts";
import type { Pending } from "./plan-desk.ts";

const EVERY_MS = 60_000;
/** Who undoes a repair this often within the hour is another program, and it would go on for ever. */
const MOST_REPAIRS = 3;
const WITHIN_MS = 3_600_000;
const LAST_BOOT = "agent.last-boot";

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
  await parts.recalled.catch(() => {});
  // Who came to look only is seldom here for as long as that.
  if (parts.store.access.is === "read-only") await pause();
  while (!signal.aborted) {
    const revisionNow = board.snapshot().registration.desired?.revision;
    const isNews = revisionNow !== undefined && revisionNow !== revision;
    revision = revisionNow;
    await quietly(parts, () => look({ isBoot, revision }));
    if (isBoot || isNews) {
      isBoot = false;
      continue;
    }
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
  /** Of the plane's desired state in force. */
  readonly revision: number | undefined;
}

function createLook(parts: EnforceParts): (occasion: Occasion) => Promise<void> {
  const history = createHistory(() => parts.clock.monotonicMs());
  // Who cannot keep a journal changes nothing, and still says how the host differs.
  const isKept = parts.store.access.is === "read-write";

  return async ({ isBoot, revision }) => {
    const found = await difference(parts, revision);
    if (found === undefined) return;
    const wanted = revision === undefined ? "its document" : `revision ${revision} of the plane`;
    if (found.repair !== undefined && (isBoot || revision !== undefined) && isKept) {
      return mend({ ...parts, history, wanted, isBoot }, found.plan, found.repair);
    }
    if (isBoot && found.plan.steps.length > 0) saySo(parts, found.plan, wanted);
    show(parts, found.plan, wanted, { is: "left" });
  };
}

/** `undefined`: nothing is asked of this host, or it is being changed just now. */
async function difference({ board, runs, signal }: EnforceParts, revision: number | undefined) {
  const { document } = board.snapshot();
  const isAsked = document.generation > 0 || revision !== undefined;
  if (!isAsked || runs.isBusy()) return undefined;
  return runs.compare(document.text, signal);
}

interface Mending extends EnforceParts {
  readonly history: History;
  /** What the host is held to, for people. */
  readonly wanted: string;
  readonly isBoot: boolean;
}

async function mend(parts: Mending, plan: Plan, found: Pending): Promise<void> {
  const { board, runs, history, wanted, isBoot, signal } = parts;
  const holder = board.snapshot().lease.holder?.actor.user;
  if (holder !== undefined) return show(parts, plan, wanted, { is: "in-control", who: holder });
  if (history.isFought(found.plan)) {
    return show(parts, plan, wanted, { is: "fought", times: MOST_REPAIRS });
  }
  show(parts, plan, wanted, { is: "repairing" });
  const titles = found.plan.steps.map(({ title }) => title);
  board.note("info", "agent", `repairs by itself, from ${wanted}: ${titles.join("; ")}`);
  const run = await runs.repair(found, { user: isBoot ? "boot" : "agent", from: wanted });
  if (run === undefined) return;
  history.add(found.plan);
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

/** How often the very same was repaired of late. */
type History = ReturnType<typeof createHistory>;

function createHistory(nowMs: () => number) {
  const repaired: { readonly hash: string; readonly atMs: number }[] = [];
  return {
    add: ({ hash }: Plan) => void repaired.push({ hash, atMs: nowMs() }),
    isFought({ hash }: Plan): boolean {
      const since = nowMs() - WITHIN_MS;
      while ((repaired[0]?.atMs ?? nowMs()) < since) repaired.shift();
      return repaired.filter((one) => one.hash === hash).length >= MOST_REPAIRS;
    },
  };
}

async function quietly({ board, signal }: EnforceParts, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "agent", `drift: ${errorView(thrown).message}`);
  }
}
