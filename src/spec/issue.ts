import { redact } from "../secrets/index.ts";
import { formatPath, type Segments } from "./path.ts";

/** One problem in a document: where, what, and what to do. Validation reports all of them at once. */
export interface Issue {
  readonly severity: "error" | "warning";
  /** Dotted path from the root, `spec.network.dns.servers[1]`; empty for the whole text. */
  readonly path: string;
  /** 1-based position in the text it was read from. */
  readonly line: number;
  readonly column: number;
  /** Goes on where the path ends ("must be text"); with an empty path a sentence of its own. */
  readonly message: string;
  /** What to do, one imperative sentence: "Did you mean ntpServers?" */
  readonly hint: string;
}

/** A problem whose position in the text is still to be found. */
export type Unplaced = Omit<Issue, "line" | "column">;

export function error(path: Segments, message: string, hint: string): Unplaced {
  return { severity: "error", path: safePath(path), message, hint };
}

export function warning(path: Segments, message: string, hint: string): Unplaced {
  return { severity: "warning", path: safePath(path), message, hint };
}

/** Of another file, given by mistake, a key may be anything: a line of a log, a password. */
function safePath(path: Segments): string {
  return formatPath(path.map((part) => (typeof part === "string" ? redact(part) : part)));
}

/** One line for a terminal: `host.yaml:14:7 error: spec.paused must be true or false. Write true.` */
export function formatIssue(issue: Issue, source = "document"): string {
  const { line, column, severity, path, message, hint } = issue;
  const said = path === "" ? message : `${path} ${message}`;
  return `${source}:${line}:${column} ${severity}: ${said}. ${hint}`;
}

/** Where a value came from, weakest first: a later layer wins, unless the plane locks a field. */
export const LAYERS = ["defaults", "user-data", "site", "plane", "local"] as const;
export type Layer = (typeof LAYERS)[number];

/** Origin of each leaf of the merged document, by dotted path. */
export type Origins = Readonly<Record<string, Layer>>;
