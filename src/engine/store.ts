import type { Condition } from "./condition.ts";
import type { Actor, Journal } from "./journal.ts";

/** The durable memory of one host. One process writes it; anybody may read. */
export interface Store {
  readonly access: StoreAccess;
  /** What happened on opening that a person must know: a damaged file was set aside. */
  readonly notice?: string;
  readonly journal: Journal;
  readonly audit: Audit;
  readonly state: DurableState;
  readonly history: StatusHistory;
  readonly activity: ActivityRing;
  close(): void;
}

/** Who cannot write can still read. */
export type StoreAccess =
  | { readonly is: "read-write" }
  /** For example: written by a newer version, or the disk is full. */
  | { readonly is: "read-only"; readonly why: string };

/** Small JSON documents by key, each replaced as a whole: registration, generation, schedules. */
export interface DurableState {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Who did what, wall time; nothing secret in it. */
export interface AuditEntry {
  readonly atMs: number;
  readonly actor: Actor;
  /** kebab-case, past tense: `document-saved`, `plan-approved`, `lease-taken`. */
  readonly action: string;
  readonly subject: string;
  readonly detail?: string;
  /** Of what was changed, before and after; keyed, so that nothing can be found by trying. */
  readonly digests?: AuditDigests;
  /** Of an attempt that was refused or failed: the stable code of the error. */
  readonly code?: string;
}

/** Keyed, hex. */
export interface AuditDigests {
  /** Absent: there was nothing before. */
  readonly was?: string;
  /** Absent: it is gone. */
  readonly is?: string;
}

/** It only grows. */
export interface Audit {
  append(entry: AuditEntry): void;
  /** Newest first. */
  list(limit: number): readonly AuditEntry[];
}

/** Whether anybody edited what was written; `seq` is the first entry that does not fit. */
export type AuditVerdict =
  | {
      readonly is: "whole";
      readonly entries: number;
      /** Of these entries; the rest was written by a version that knew of no chain. */
      readonly chained: number;
      /** Digest over all that was chained: to be compared with one noted elsewhere. */
      readonly head?: string;
    }
  | { readonly is: "broken"; readonly seq: number; readonly why: string };

/** Conditions as they changed, newest first. */
export interface StatusHistory {
  append(condition: Condition): void;
  list(limit: number): readonly Condition[];
}

/** One thing that happened, for people; nothing secret in it. */
export interface ActivityEntry {
  /** Goes on over restarts of the agent. */
  readonly seq: number;
  readonly atMs: number;
  readonly level: "info" | "warn" | "error";
  /** `checks`, `document`, `run`, `registration`, `cluster`, `datastore`, `agent`. */
  readonly subject: string;
  readonly message: string;
}

/** The newest of what happened; older entries make room. */
export interface ActivityRing {
  /** All in one transaction; an entry with a `seq` that is there already replaces it. */
  append(entries: readonly ActivityEntry[]): void;
  /** Newest first. */
  list(limit: number): readonly ActivityEntry[];
}

/** Identifies a process beyond doubt: pids are reused, start times and boots are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, clock ticks since boot. */
  readonly startTicks: string;
  readonly bootId: string;
}

/** `taken`: another process works on this host. */
export type LockOutcome =
  | { readonly is: "held"; release(): void }
  | { readonly is: "taken"; readonly by: ProcessIdentity };
