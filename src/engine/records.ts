import { BringupError } from "../errors/index.ts";
import type { JournalRecord } from "./journal.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";

export function approvedPlan(records: readonly JournalRecord[]): Plan {
  const approved = records.find((record) => record.type === "run-approved");
  if (approved?.type !== "run-approved") throw new BringupError("RUN_NOT_FOUND", "no such run");
  return approved.plan;
}

/** Counts since the last resume by a person, for these very inputs; being told to stop is no failure. */
export function attemptsSoFar(records: readonly JournalRecord[], step: Step): number {
  let attempts = 0;
  for (const record of sinceResumed(records)) {
    if (!("stepId" in record) || record.stepId !== step.id) continue;
    if (record.type === "step-started" && record.inputsDigest === step.inputsDigest) attempts += 1;
    if (record.type === "step-failed" && record.error.kind === "cancelled") attempts -= 1;
  }
  return Math.max(0, attempts);
}

/** Stopped in the middle and nobody decided since: the power went, we were killed, told to stop, or out of time. */
export function wasCutOff(records: readonly JournalRecord[], step: Step): boolean {
  const last = sinceResumed(records).findLast(
    (record) => "stepId" in record && record.stepId === step.id,
  );
  if (last?.type === "step-failed") {
    return last.error.kind === "cancelled" || last.error.code === "STEP_NO_PROGRESS";
  }
  return last?.type === "step-started" || last?.type === "step-captured";
}

/** Whether a step under a shared lock came to its end in this run. */
export function hadLock(records: readonly JournalRecord[]): boolean {
  const locked = new Set(
    approvedPlan(records).steps.flatMap(({ id, lock }) => (lock === undefined ? [] : [id])),
  );
  return records.some((record) => record.type === "step-succeeded" && locked.has(record.stepId));
}

/** A person who resumes wipes the slate: attempts and doubts before it no longer count. */
function sinceResumed(records: readonly JournalRecord[]): readonly JournalRecord[] {
  return records.slice(records.findLastIndex((record) => record.type === "run-resumed") + 1);
}
