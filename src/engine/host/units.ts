import type { Fact } from "../fact.ts";
import type { Deadline } from "./deadline.ts";

/** As `systemctl show` has it, in its words. */
export interface UnitState {
  readonly active: "active" | "activating" | "inactive" | "failed" | "deactivating" | "reloading";
  /** systemd's SubState: running, exited, auto-restart, dead... */
  readonly sub: string;
  readonly enabled: "enabled" | "enabled-runtime" | "disabled" | "static" | "masked" | "unknown";
  readonly restarts: number;
  readonly exitStatus?: number;
  readonly invocationId?: string;
  readonly mainPid?: number;
  readonly statusText?: string;
  /** When the service manager last left it alone because a condition of the unit does not hold. */
  readonly skippedMs?: number;
  /** A job for it waits for its turn: as for a network that is not up yet. */
  readonly isQueued?: true;
  /** When the main process started, wall time (systemd's ExecMainStartTimestamp); absent: never. */
  readonly startedMs?: number;
}

/** Units of systemd, by their whole name: `containerd.service`. */
export interface UnitsView {
  /** Absent: no such unit file. */
  show(unit: string): Promise<Fact<UnitState>>;
  /** Last lines of this invocation of the unit, oldest first, control characters removed. */
  journal(
    unit: string,
    options: { readonly lines: number } & Deadline,
  ): Promise<Fact<readonly string[]>>;
}

/** @throws UNIT_FAILED, with the words of systemd, for what it refuses. */
export interface UnitsIO extends UnitsView {
  /** Returns when the request is queued (`--no-block`); watch `show` for the effect. */
  start(unit: string): Promise<void>;
  restart(unit: string): Promise<void>;
  /** Waits for the unit to stop, at most `timeoutMs`. */
  stop(unit: string, options: { readonly timeoutMs: number }): Promise<void>;
  enable(unit: string, options: { readonly scope: "persistent" | "runtime" }): Promise<void>;
  disable(unit: string): Promise<void>;
  /** Makes systemd read changed unit files. */
  reload(): Promise<void>;
}
