import type { ErrorView } from "../errors/index.ts";
import type { Plan } from "./plan.ts";
import type { UndoRecord } from "./step.ts";

/** Who asked, and from where: goes into the audit as it is. */
export interface Actor {
  /** Login name, or `plane`, `timer`, `boot`. */
  readonly user: string;
  /** `tty1`, `ssh from 10.0.0.5`, `agent`. */
  readonly from: string;
}

/** History, never truth: what is on the host comes from looking at the host. */
export type JournalEntry =
  | {
      readonly type: "run-approved";
      readonly plan: Plan;
      readonly actor: Actor;
      readonly documentText: string;
    }
  | {
      readonly type: "step-started";
      readonly stepId: string;
      readonly inputsDigest: string;
      readonly attempt: number;
    }
  | { readonly type: "step-captured"; readonly stepId: string; readonly captured: UndoRecord }
  | {
      readonly type: "step-succeeded";
      readonly stepId: string;
      readonly evidence: string;
      readonly tookMs: number;
    }
  | { readonly type: "step-recovered"; readonly stepId: string; readonly evidence: string }
  | {
      readonly type: "step-failed";
      readonly stepId: string;
      readonly attempt: number;
      readonly error: ErrorView;
    }
  | { readonly type: "step-undone"; readonly stepId: string }
  | { readonly type: "run-paused"; readonly why: string }
  | { readonly type: "run-resumed"; readonly actor: Actor }
  | { readonly type: "run-cancelling"; readonly actor: Actor; readonly undo: boolean }
  | { readonly type: "run-ended"; readonly outcome: RunOutcome; readonly message: string };

/** `abandoned`: a stalled run that a newer approval replaced. */
export type RunOutcome = "succeeded" | "cancelled" | "abandoned";

/** An entry as it was made durable; `seq` counts over all runs, `atMs` is wall time. */
export type JournalRecord = JournalEntry & {
  readonly seq: number;
  readonly runId: string;
  readonly atMs: number;
  readonly bootId: string;
};

/** Durable when `append` returns: no record, no side effect. Synchronous on purpose. */
export interface Journal {
  append(runId: string, entry: JournalEntry): JournalRecord;
  /** Records of one run, oldest first. */
  records(runId: string): readonly JournalRecord[];
  /** Run ids, newest first. */
  runs(limit?: number): readonly string[];
  /** The run that was approved and has not ended, if any: at most one. */
  openRun(): string | undefined;
}
