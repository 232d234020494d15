import type { HostIO } from "../engine/index.ts";
import type { ErrorView } from "../errors/index.ts";
import type {
  HeartbeatRequest,
  HostDescription,
  HostKey,
  PlanePort,
  Trouble,
} from "../plane/index.ts";
import type { Desk } from "./desk.ts";
import type { EventSpool } from "./event-spool.ts";
import type { Pace } from "./pace.ts";

/** What a plane wants of this host, its signature verified here and now. */
export interface DesiredState {
  readonly spec: unknown;
  readonly revision: number;
  /** Dotted paths that the local layer may not change. */
  readonly locks: readonly string[];
}

/** What a turn works with. */
export interface Work {
  readonly host: HostIO;
  readonly clock: HostIO["clock"];
  readonly random: () => number;
  readonly desk: Desk;
  readonly pace: Pace;
  readonly agent: { readonly name: string; readonly version: string };
  key(): Promise<HostKey>;
  /** To the plane of the record. */
  port(): Promise<PlanePort>;
  identity(): HostDescription | Promise<HostDescription>;
  device(): object | Promise<object>;
  project(): string | undefined;
  tags(): Readonly<Record<string, string>>;
  token(): Promise<string | undefined>;
  forgetToken(): void;
  pairingKey(): string | undefined;
  forgetPairingKey(): void;
  status(): HostStatus;
  readonly events: EventSpool;
  /** Takes it over; rejects for what this host cannot mean. */
  onDesired(desired: DesiredState): Promise<void>;
  /** Nothing a plane wanted before counts any more. */
  release(): Promise<void>;
  /** The plane says it has this revision for us. */
  desiredHint(revision: number, signal: AbortSignal): void;
}

export interface HostStatus {
  /** `registration`, `cluster`, `recovery`. */
  readonly phase: string;
  readonly uptimeSec: number;
  readonly conditions: HeartbeatRequest["conditions"];
}

/** One exchange with the plane; tells how long to wait for the next, or that only a person can go on. */
export type Turn = (work: Work, signal: AbortSignal) => Promise<NextTurn>;
export type NextTurn = { readonly is: "after"; readonly ms: number } | { readonly is: "halt" };

export const AT_ONCE: NextTurn = { is: "after", ms: 0 };

export function after(ms: number): NextTurn {
  return { is: "after", ms };
}

/** Keeps what stands in the way and says when to ask again. Nothing else is touched. */
export function troubled(work: Work, found: Trouble): NextTurn {
  // Cut off by us, for example with a question shared by a loop that just ended: no news at all.
  if (found.problem.code === "CANCELLED") return after(1000);
  work.desk.keep({ problem: found.problem, isHalted: found.retry === "never" });
  if (found.retry === "never") return { is: "halt" };
  if (found.retry === "recheck") return after(work.pace.recheck());
  if (found.retryAfterMs !== undefined) return after(work.pace.asAsked(found.retryAfterMs));
  return after(work.pace.afterFailure());
}

export function halted(work: Work, problem: ErrorView): NextTurn {
  work.desk.keep({ problem, isHalted: true });
  return { is: "halt" };
}
