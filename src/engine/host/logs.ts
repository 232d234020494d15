import type { Fact } from "../fact.ts";

/** Where lines are written down on a host. */
export type LogSource =
  | { readonly is: "unit"; readonly unit: string }
  /** All that the journal of the host has. */
  | { readonly is: "journal" }
  | { readonly is: "kernel" }
  | { readonly is: "file"; readonly path: string };

/** Which lines, and whether those that are still to come. */
export interface LogRequest {
  readonly source: LogSource;
  /** Of what is there already, so many of the last lines. */
  readonly lines: number;
  /** Nothing older, wall time; a line without a time is given all the same. */
  readonly sinceMs?: number;
  /** `now`: ends after what is there; `closed`: goes on with what is written. */
  readonly until: "now" | "closed";
  readonly signal?: AbortSignal;
}

/** One entry, whoever wrote it. */
export interface LogLine {
  /** Wall time, milliseconds; absent: the source does not say. */
  readonly atMs?: number;
  /** As syslog counts: 0 is an emergency, 7 is for debugging. */
  readonly priority?: number;
  readonly identifier?: string;
  readonly pid?: number;
  /** As it was written: it may hold anything, and is never shown like this. */
  readonly text: string;
  /** Bytes of it that were left out. */
  readonly cutBytes?: number;
}

/** What the next look gives. */
export type LogBatch =
  /** What has come since, oldest first; at least one line. */
  | { readonly is: "lines"; readonly lines: readonly LogLine[] }
  | { readonly is: "ended"; readonly why?: string };

/** Reads only what is asked for, so that a flood is held up and nothing piles up here. */
export interface LogLines {
  /** One at a time. After the end always the same. */
  next(): Promise<LogBatch>;
  /** Lets go of files and programs; harmless when it is over. */
  close(): Promise<void>;
}

/** What was written down here: units, the journal, the kernel, files. */
export interface LogsView {
  /** Whoever got it open closes it. Absent: there is no such unit, no such file. */
  open(request: LogRequest): Promise<Fact<LogLines>>;
}
