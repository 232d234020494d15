import {
  defineHandler,
  digestOf,
  done,
  type Handler,
  type HostView,
  type Impact,
  impactRank,
  type RunContext,
  type Step,
  todo,
  type UnitState,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { explain, short } from "../evidence.ts";
import { lookFor, type Milestone, type MilestoneParts } from "./milestones.ts";
import type { ServerKind, ServerSignature } from "./server-kind.ts";

export interface WaitParams {
  readonly milestone: Milestone;
  readonly node: string;
  /** Whose journal tells; of the server unless told. */
  readonly unit?: string;
}

export interface Timing {
  readonly title: string;
  readonly usualMs: number;
  readonly noProgressMs: number;
  readonly totalMs: number;
}

/** What is waited for, how long, and where it is seen. */
export interface WaitKind extends Pick<ServerKind, "id" | "unit" | "signatures">, MilestoneParts {
  readonly timing: Readonly<Record<Exclude<Milestone, "kubelet">, Timing>>;
}

const LOOK_EVERY_MS = 1000;
const JOURNAL_LINES = 500;
/** The unit waits 5 s between starts: one restart may be a race, two in a row with the same cause are not. */
const RESTARTS_WITH_CAUSE = 2;
const RESTARTS_WITHOUT = 4;
/** What does not end the program may still clear up, for example when a person mends it elsewhere. */
const STAYS_UP_GRACE_MS = 30_000;

/** Id of the step that starts the service. */
export function startId(id: string): string {
  return `${id}.start`;
}

export function waitStep({ id, timing }: WaitKind, params: WaitParams): Step {
  const { title, usualMs, noProgressMs, totalMs } = timingOf(timing, params);
  return {
    id: `${id}.wait-${params.milestone}`,
    kind: `${id}.wait`,
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

/** One after the other. */
export function waitSteps(
  kind: WaitKind,
  milestones: readonly Milestone[],
  at: Omit<WaitParams, "milestone">,
): readonly Step[] {
  return milestones.map((milestone) => waitStep(kind, { milestone, ...at }));
}

function timingOf(timing: WaitKind["timing"], { milestone }: WaitParams): Timing {
  if (milestone !== "kubelet") return timing[milestone];
  return minutes("Wait for the cluster to take this host in", 40_000, { quiet: 5, total: 15 });
}

export function waitHandler(kind: WaitKind): Handler<string, WaitParams> {
  return defineHandler<WaitParams>(`${kind.id}.wait`, {
    async check({ milestone, node }, { host, signal }) {
      const { reached, evidence } = await lookFor(kind, milestone, { host, node, signal });
      return reached ? done(evidence) : todo(evidence);
    },
    /** A restart makes everything it brought about uncertain again. */
    staleAfter: (_params, planned) => planned.some(({ impact }) => restarts(impact)),
    preview: async () => [],
    run: (params, context) => waitFor(kind, params, context),
  });
}

function restarts(impact: Impact): boolean {
  return impactRank(impact) >= impactRank("restart");
}

async function waitFor(
  { unit, ...of }: WaitKind,
  params: WaitParams,
  context: RunContext,
): Promise<void> {
  const { clock } = context.host;
  const kind = { ...of, unit: params.unit ?? unit };
  const watch = await createUnitWatch(kind, context);
  const quietMs = timingOf(kind.timing, params).noProgressMs - LOOK_EVERY_MS * 2;
  let last = { shown: "", atMs: clock.monotonicMs() };
  for (;;) {
    const look = { ...context, ...params };
    const { reached, evidence } = await lookFor(kind, params.milestone, look);
    if (reached) return context.report({ evidence });
    const line = await watch.look(context);
    const shown = line === undefined ? evidence : `${evidence} (${line})`;
    if (shown !== last.shown) {
      context.report({ evidence: shown });
      last = { shown, atMs: clock.monotonicMs() };
    }
    const stillMs = clock.monotonicMs() - last.atMs;
    if (stillMs >= quietMs) {
      const cause = watch.cause();
      throw stuck(kind.unit, params.milestone, { evidence, stillMs, cause });
    }
    await clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}

function stuckHint(unit: string, milestone: Milestone): string {
  if (milestone === "datastore") return "Look at the drive and its free space, then resume.";
  if (milestone === "node-ready")
    return "Look at the pods of the network and at /etc/cni/net.d, then resume.";
  return `Read the journal: journalctl -u ${unit}.`;
}

function stuck(
  unit: string,
  milestone: Milestone,
  { evidence, stillMs, cause }: Standstill,
): BringupError {
  const message = `${evidence}; nothing new for ${formatDuration(stillMs)}`;
  if (cause === undefined)
    return new BringupError("CLUSTER_START_FAILED", message, { hint: stuckHint(unit, milestone) });
  const { code, cause: why, remedy } = cause.signature;
  const said = `${message}; its journal says why: ${why} (${short(cause.line)})`;
  return new BringupError("CLUSTER_START_FAILED", said, { hint: remedy, details: { code } });
}

interface Standstill {
  readonly evidence: string;
  readonly stillMs: number;
  /** A known failure in the journal that ends nothing. */
  readonly cause: Cause | undefined;
}

interface UnitWatch {
  /** Last line of the journal. @throws CLUSTER_START_FAILED when waiting longer is pointless. */
  look(context: RunContext): Promise<string | undefined>;
  /** The last known failure that was seen. */
  cause(): Cause | undefined;
}

interface Cause {
  readonly signature: ServerSignature;
  readonly line: string;
}

/**
 * Judges the unit by what happens from now on: a person who mended the cause and resumes must not
 * be refused for what the journal says of yesterday. The cause is remembered over restarts, because
 * systemd starts an empty journal with each of them.
 */
async function createUnitWatch(
  { unit: name, signatures }: WaitKind,
  { host, signal }: RunContext,
): Promise<UnitWatch> {
  const startedMs = host.clock.monotonicMs();
  const before = await lookAtUnit(host, name, signal);
  const restartsBefore = before.unit.is === "known" ? before.unit.value.restarts : 0;
  let cause: Cause | undefined;
  return {
    async look(context) {
      const { unit, lines } = await lookAtUnit(context.host, name, context.signal);
      cause = explain(signatures, lines) ?? cause;
      const last = lines.at(-1);
      if (unit.is === "absent")
        throw new BringupError("CLUSTER_START_FAILED", `${name} does not exist any more`);
      if (unit.is === "known") {
        const restarts = unit.value.restarts - restartsBefore;
        const waitedMs = context.host.clock.monotonicMs() - startedMs;
        refuseHopeless(name, unit.value, { cause, last, restarts, waitedMs });
      }
      return last === undefined ? undefined : short(last);
    },
    cause: () => cause,
  };
}

async function lookAtUnit(host: HostView, name: string, signal: AbortSignal) {
  const [unit, journal] = await Promise.all([
    host.units.show(name),
    host.units.journal(name, { lines: JOURNAL_LINES, signal }),
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

function refuseHopeless(name: string, unit: UnitState, history: UnitHistory): void {
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
  if (gaveUp) throw new BringupError("CLUSTER_START_FAILED", `${name} is ${unit.active}: ${line}`);
  if (restarts >= RESTARTS_WITHOUT && unit.sub === "auto-restart")
    throw new BringupError(
      "CLUSTER_START_FAILED",
      `${name} ends again and again, ${restarts} times so far: ${line}`,
    );
}

/** `quiet`: nothing new for so long; both in minutes. */
export function minutes(
  title: string,
  usualMs: number,
  limit: { readonly quiet: number; readonly total: number },
): Timing {
  return { title, usualMs, noProgressMs: limit.quiet * 60_000, totalMs: limit.total * 60_000 };
}
