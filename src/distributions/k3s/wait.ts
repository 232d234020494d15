import {
  defineHandler,
  digestOf,
  done,
  type HostView,
  type RunContext,
  type Step,
  todo,
  type UnitState,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { explain, short } from "../evidence.ts";
import { lookFor, type Milestone } from "./milestones.ts";
import { UNIT } from "./paths.ts";
import { type K3sSignature, SIGNATURES } from "./signatures.ts";

export interface WaitParams {
  readonly milestone: Milestone;
  readonly node: string;
}

interface Timing {
  readonly title: string;
  readonly usualMs: number;
  readonly noProgressMs: number;
  readonly totalMs: number;
}

/** distributions.md 8.1 and 13.2: SATA SSD and local images; eMMC takes three to ten times as long. */
const TIMING: Record<Milestone, Timing> = {
  api: minutes("Wait for the API server", 40_000, { quiet: 5, total: 15 }),
  datastore: minutes("Wait for the datastore", 1000, { quiet: 5, total: 15 }),
  "node-registered": minutes("Wait for the node to register", 30_000, { quiet: 10, total: 30 }),
  "node-ready": minutes("Wait for the node to be Ready", 60_000, { quiet: 5, total: 10 }),
};

const LOOK_EVERY_MS = 1000;
const JOURNAL_LINES = 500;
/** K3s waits 5 s between starts: one restart may be a race, two in a row with the same cause are not. */
const RESTARTS_WITH_CAUSE = 2;
const RESTARTS_WITHOUT = 4;
/** What does not end the program may still clear up, for example when a person mends it elsewhere. */
const STAYS_UP_GRACE_MS = 30_000;

/** Id of the step that starts the service. */
export const START = "k3s.start";

export function waitStep(params: WaitParams): Step {
  const { title, usualMs, noProgressMs, totalMs } = TIMING[params.milestone];
  return {
    id: `k3s.wait-${params.milestone}`,
    kind: "k3s.wait",
    title,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Looking changes nothing, so there is nothing to take back.
    undo: "exact",
    usualMs,
    limit: { noProgressMs, totalMs },
    rerun: "safe",
  };
}

export const waitHandler = defineHandler<WaitParams, "k3s.wait">("k3s.wait", {
  async check({ milestone, node }, { host, signal }) {
    const { reached, evidence } = await lookFor(milestone, { host, node, signal });
    return reached ? done(evidence) : todo(evidence);
  },
  /** A restart makes everything it brought about uncertain again. */
  staleAfter: (_params, planned) => planned.some(({ id }) => id === START),
  preview: async () => [],
  async run(params, context) {
    const { clock } = context.host;
    const watch = await createUnitWatch(context);
    const quietMs = TIMING[params.milestone].noProgressMs - LOOK_EVERY_MS * 2;
    let last = { shown: "", atMs: clock.monotonicMs() };
    for (;;) {
      const { reached, evidence } = await lookFor(params.milestone, { ...context, ...params });
      if (reached) return context.report({ evidence });
      const line = await watch.look(context);
      const shown = line === undefined ? evidence : `${evidence} (${line})`;
      if (shown !== last.shown) {
        context.report({ evidence: shown });
        last = { shown, atMs: clock.monotonicMs() };
      }
      const stillMs = clock.monotonicMs() - last.atMs;
      if (stillMs >= quietMs) throw stuck(params.milestone, evidence, stillMs);
      await clock.sleep(LOOK_EVERY_MS, context.signal);
    }
  },
});

const STUCK_HINTS: Record<Milestone, string> = {
  api: `Read the journal: journalctl -u ${UNIT}.`,
  datastore: "Look at the drive and its free space, then resume.",
  "node-registered": `Read the journal: journalctl -u ${UNIT}.`,
  "node-ready": "Look at the pods of the network and at /etc/cni/net.d, then resume.",
};

function stuck(milestone: Milestone, evidence: string, stillMs: number): BringupError {
  const message = `${evidence}; nothing new for ${formatDuration(stillMs)}`;
  return new BringupError("CLUSTER_START_FAILED", message, { hint: STUCK_HINTS[milestone] });
}

interface UnitWatch {
  /** Last line of the journal. @throws CLUSTER_START_FAILED when waiting longer is pointless. */
  look(context: RunContext): Promise<string | undefined>;
}

interface Cause {
  readonly signature: K3sSignature;
  readonly line: string;
}

/**
 * Judges the unit by what happens from now on: a person who mended the cause and resumes must not
 * be refused for what the journal says of yesterday. The cause is remembered over restarts, because
 * systemd starts an empty journal with each of them.
 */
async function createUnitWatch({ host, signal }: RunContext): Promise<UnitWatch> {
  const startedMs = host.clock.monotonicMs();
  const before = await lookAtUnit(host, signal);
  const restartsBefore = before.unit.is === "known" ? before.unit.value.restarts : 0;
  let cause: Cause | undefined;
  return {
    async look(context) {
      const { unit, lines } = await lookAtUnit(context.host, context.signal);
      cause = explain(SIGNATURES, lines) ?? cause;
      const last = lines.at(-1);
      if (unit.is === "absent")
        throw new BringupError("CLUSTER_START_FAILED", `${UNIT} does not exist any more`);
      if (unit.is === "known") {
        const restarts = unit.value.restarts - restartsBefore;
        const waitedMs = context.host.clock.monotonicMs() - startedMs;
        refuseHopeless(unit.value, { cause, last, restarts, waitedMs });
      }
      return last === undefined ? undefined : short(last);
    },
  };
}

async function lookAtUnit(host: HostView, signal: AbortSignal) {
  const [unit, journal] = await Promise.all([
    host.units.show(UNIT),
    host.units.journal(UNIT, { lines: JOURNAL_LINES, signal }),
  ]);
  return { unit, lines: journal.is === "known" ? journal.value : [] };
}

interface UnitHistory {
  readonly cause: Cause | undefined;
  readonly last: string | undefined;
  /** Since this wait began. */
  readonly restarts: number;
  readonly waitedMs: number;
}

function refuseHopeless(unit: UnitState, history: UnitHistory): void {
  const { cause, last, restarts, waitedMs } = history;
  const gaveUp = unit.active === "failed" || unit.active === "inactive";
  const standsStill = cause?.signature.staysUp === true && waitedMs >= STAYS_UP_GRACE_MS;
  if (cause !== undefined && (standsStill || gaveUp || restarts >= RESTARTS_WITH_CAUSE))
    throw new BringupError(
      "CLUSTER_START_FAILED",
      `${cause.signature.cause} (${short(cause.line)})`,
      { hint: cause.signature.remedy, details: { code: cause.signature.code } },
    );
  const line = last === undefined ? "its journal is empty" : short(last);
  if (gaveUp) throw new BringupError("CLUSTER_START_FAILED", `${UNIT} is ${unit.active}: ${line}`);
  if (restarts >= RESTARTS_WITHOUT && unit.sub === "auto-restart")
    throw new BringupError(
      "CLUSTER_START_FAILED",
      `${UNIT} ends again and again, ${restarts} times so far: ${line}`,
    );
}

function minutes(title: string, usualMs: number, limit: { quiet: number; total: number }): Timing {
  return { title, usualMs, noProgressMs: limit.quiet * 60_000, totalMs: limit.total * 60_000 };
}
