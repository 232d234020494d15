import { digestOf } from "./canonical.ts";
import { type Change, impactRank, type Step } from "./step.ts";

/** Raised when the same inputs would now give other steps: an old approval no longer holds then. */
const PLANNER_VERSION = 1;

/** What is asked of the engine. */
export type Goal =
  /** `repair`: those of its steps that nobody has to be asked for; the rest is left as it is. */
  { readonly do: "converge" | "repair" } | OperateGoal;

/** Something that is done once, and is no state anybody could ask for in a document. */
export interface OperateGoal {
  readonly do: "operate";
  readonly operation: Operation;
}

/** Which one, and what it is done to. */
export interface Operation {
  /** As registered: `mend`, `destroy`. */
  readonly id: string;
  /** What it is done to; never a secret. */
  readonly params: Readonly<Record<string, string>>;
}

/** What a planner wants of the host: pure data, computed from document and observation. */
export interface Candidate {
  readonly steps: readonly Step[];
  /** What was left out on purpose, each with its reason. */
  readonly skipped: readonly Skipped[];
  /** Reasons why nothing may start yet. */
  readonly blocked: readonly Blocked[];
}

/** A step that is not needed, with the words of its check or of the planner. */
export interface Skipped {
  readonly title: string;
  readonly reason: string;
}

/** Why nothing may start, and what to do about it. */
export interface Blocked {
  /** Stable code or dotted check id. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A step that has something to do, with what it would change. */
export interface PlannedStep extends Step {
  readonly changes: readonly Change[];
}

/**
 * What a person has to know before they approve a step that will ask them again: its changes that
 * are sentences, with no lines below them.
 */
export function consequencesOf({ attended, changes }: PlannedStep): readonly string[] {
  if (attended !== true) return [];
  return changes.filter(({ lines }) => lines.length === 0).map(({ subject }) => subject);
}

/** The promise: what would be done, in order, and why the rest would not. It is the dry run. */
export interface Plan {
  /** SHA-256; what `--approve` takes. Its first 12 characters are enough to name it. */
  readonly hash: string;
  readonly goal: Goal;
  /** Generation of the document this plan is for. */
  readonly generation: number;
  readonly steps: readonly PlannedStep[];
  readonly skipped: readonly Skipped[];
  readonly blocked: readonly Blocked[];
}

/** A plan before it has its hash. */
export interface PlanInputs {
  readonly goal: Goal;
  readonly generation: number;
  readonly steps: readonly PlannedStep[];
  readonly skipped: readonly Skipped[];
  readonly blocked: readonly Blocked[];
}

/** Pure. Gives it the hash that a person approves. */
export function assemblePlan(inputs: PlanInputs): Plan {
  return { hash: planHash(inputs), ...inputs };
}

/** Covers what the person agrees to; no times, ages or measured values, so it can be met again. */
function planHash({ goal, generation, steps }: PlanInputs): string {
  return digestOf({ planner: PLANNER_VERSION, generation, goal, steps: steps.map(promiseOf) });
}

function promiseOf({ kind, params, inputsDigest, impact, undo, commit }: Step) {
  return { kind, params, inputsDigest, impact, undo, commit: commit ?? false };
}

/** Whether a replan stays inside what was approved: same steps in order, some gone, none worse. */
export function staysWithin(approved: readonly Step[], replanned: readonly Step[]): boolean {
  let at = 0;
  for (const step of replanned) {
    const found = approved.findIndex((other, index) => index >= at && sameEffect(other, step));
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

function sameEffect(approved: Step, now: Step): boolean {
  return (
    approved.id === now.id &&
    approved.kind === now.kind &&
    approved.inputsDigest === now.inputsDigest &&
    approved.undo === now.undo &&
    impactRank(now.impact) <= impactRank(approved.impact)
  );
}
