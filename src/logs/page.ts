import type { LogRow } from "./log-row.ts";

/** What a console is given of a log at one question. */
export interface LogPage {
  /** Oldest first. */
  readonly rows: readonly LogRow[];
  /** Lines that came since the last question and are not among `rows`: too many of them. */
  readonly missed: number;
  /** For the next question. */
  readonly cursor: string;
  /** The log was opened for this question: nothing joins on to what was given before. */
  readonly isAnew: boolean;
  /** Why nothing more comes. */
  readonly ended?: string;
}
