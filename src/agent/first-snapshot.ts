import type { StoreAccess } from "../engine/index.ts";
import { FREE_LEASE, type Snapshot } from "../session/index.ts";
import { DEFAULTS } from "../spec/index.ts";

/** The board before anything was looked at: everything unknown, and said so. */
export function firstSnapshot(given: {
  readonly mode: "host" | "rehearsal";
  readonly version: string;
  readonly stateDir: string;
  readonly store: StoreAccess;
  readonly nowMs: number;
  /** Of the agents before, newest first. */
  readonly activity: Snapshot["activity"];
}): Snapshot {
  const { mode, version, stateDir, store, nowMs, activity } = given;
  return {
    engine: {
      version,
      mode,
      link: "connected",
      pid: process.pid,
      startedMs: nowMs,
      store,
      stateDir,
    },
    host: { edgeId: null, hostname: "", addresses: [] },
    document: {
      text: "",
      generation: 0,
      effective: DEFAULTS,
      origins: {},
      issues: [],
      secrets: [],
    },
    inventory: null,
    checks: { state: "never", atMs: null, done: 0, total: 0, results: [] },
    conditions: [],
    plan: null,
    run: null,
    registration: { state: "unconfigured", message: "not registered", sinceMs: nowMs },
    cluster: null,
    lease: FREE_LEASE,
    activity,
  };
}
