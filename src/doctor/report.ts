import type { Gravity, Likelihood } from "./symptom.ts";

/** Plain data: what a screen, a report in JSON and a support bundle show. */
export interface DoctorReport {
  readonly atMs: number;
  readonly tookMs: number;
  /** The likeliest first, among equals the gravest. */
  readonly findings: readonly DoctorFinding[];
  /** What could not be told, in the order of the list. */
  readonly unknown: readonly DoctorUnknown[];
  /** How many symptoms were looked for and not found. */
  readonly cleared: number;
  /** How many cannot happen on a host like this. */
  readonly notHere: number;
  /** Those two by name, in the order of the list. */
  readonly quiet: readonly DoctorQuiet[];
}

/** A symptom that was found, with what helps. */
export interface DoctorFinding {
  readonly id: string;
  readonly code: string;
  readonly row: string;
  readonly title: string;
  readonly cause: string;
  readonly source: string;
  readonly likelihood: Likelihood;
  readonly severity: Gravity;
  /** Safe to show: one line each, no control characters, secrets masked. */
  readonly evidence: readonly string[];
  readonly fix: readonly string[];
  /** A plan can be made for it: operation `mend` with this id. */
  readonly canMend: boolean;
}

/** A symptom that could not be looked for. */
export interface DoctorUnknown {
  readonly id: string;
  readonly row: string;
  readonly title: string;
  readonly why: string;
}

/** A symptom that is not there. */
export interface DoctorQuiet {
  readonly id: string;
  readonly row: string;
  readonly title: string;
  readonly is: "clear" | "not-here";
  /** What was seen instead, or why it cannot be. */
  readonly why: string;
}
