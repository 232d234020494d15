import type { Plan, PlannedStep } from "../../src/engine/index.ts";
import type { RunSlice, RunStep } from "../../src/session/index.ts";

export const HASH = "3f9a0c11d2e4".padEnd(64, "0");

export function plannedStep(more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id: "hostname",
    kind: "hostname.ensure",
    title: "Set the host name to rack12-edge1",
    params: {},
    inputsDigest: "00",
    impact: "none",
    undo: "exact",
    usualMs: 100,
    limit: { noProgressMs: 5000, totalMs: 10_000 },
    rerun: "safe",
    changes: [],
    ...more,
  };
}

export function planOf(more: Partial<Plan> = {}): Plan {
  return {
    hash: HASH,
    goal: { do: "converge" },
    generation: 1,
    steps: [plannedStep()],
    skipped: [],
    blocked: [],
    ...more,
  };
}

export function runStep(more: Partial<RunStep> = {}): RunStep {
  return {
    id: "hostname",
    kind: "hostname.ensure",
    title: "Set the host name to rack12-edge1",
    impact: "none",
    undo: "exact",
    commit: false,
    state: "waiting",
    attempt: 0,
    startedMs: null,
    tookMs: null,
    usualMs: 100,
    totalLimitMs: 10_000,
    evidence: "",
    changes: [],
    ...more,
  };
}

export function runOf(more: Partial<RunSlice> = {}): RunSlice {
  return {
    id: "run-1",
    planHash: HASH,
    title: "Apply the document",
    state: "running",
    message: "",
    startedMs: 1_763_640_000_000,
    endedMs: null,
    actor: { user: "anna", from: "tty1" },
    steps: [runStep()],
    ...more,
  };
}
