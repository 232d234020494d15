/**
 * What people do when the quorum of a store is lost for good: documented steps, in order, as data.
 * They are shown and never carried out by this program.
 */
export interface RecoveryGuide {
  readonly id: string;
  readonly title: string;
  /** What must be tried, and be true, before the first step. */
  readonly before: readonly string[];
  readonly steps: readonly RecoveryStep[];
  /** Where the steps are from. */
  readonly source: string;
}

/** One thing to do on one kind of host, and how to know that it worked. */
export interface RecoveryStep {
  readonly title: string;
  readonly where: "every survivor" | "one survivor" | "the other survivors" | "each lost host";
  readonly why: string;
  /** Lines for a root shell; words in capitals are to be filled in. */
  readonly commands: readonly string[];
  /** By what it is known to have worked. */
  readonly check: string;
  readonly dangers: readonly string[];
}

/** Holds for every store that counts votes. */
export const BEFORE_RECOVERY: readonly string[] = [
  "Bring lost members back if that is possible at all: with enough of them the quorum returns by itself, and nothing is lost.",
  "Be sure that the lost members stay off: one that comes back later with its old data is a second cluster.",
  "Whatever was written and did not reach a survivor is lost. Volumes of pods on lost hosts are not recovered.",
];
