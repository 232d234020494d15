import { ERROR_CODES, type ErrorCode, type ErrorKind } from "./codes.ts";

export { ERROR_CODES, type ErrorCode, type ErrorKind } from "./codes.ts";
export type { ErrorPage, PageChapter } from "./pages/index.ts";

export interface ErrorOptions {
  /** One imperative sentence; replaces the general hint of the code. */
  readonly hint?: string;
  /** JSON-safe facts, already without secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A surprise: what the caller could not plan for. Expected outcomes are values in a union instead. */
export class BringupError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "BringupError";
    this.code = code;
    this.kind = ERROR_CODES[code].kind;
    this.hint = options.hint ?? ERROR_CODES[code].hint;
    this.details = options.details ?? {};
  }
}

/** An error as plain data: what crosses the socket, the journal and `--json`. */
export interface ErrorView {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
}

/** Any thrown value as data; what is not ours and not an abort is a bug. */
export function errorView(thrown: unknown): ErrorView {
  const { code, kind, message, hint } = asBringupError(thrown);
  return { code, kind, message, hint };
}

export function asBringupError(thrown: unknown): BringupError {
  if (thrown instanceof BringupError) return thrown;
  if (isAbort(thrown)) return new BringupError("CANCELLED", "cancelled", { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new BringupError("BUG", message, { cause: thrown });
}

export function isAbort(thrown: unknown): boolean {
  return (
    thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "TimeoutError")
  );
}

const EXIT_CODES: Record<ErrorKind, number> = {
  input: 2,
  environment: 3,
  conflict: 4,
  blocked: 5,
  bug: 70,
  cancelled: 130,
};

/** Exit codes of the command line; 1 is reserved for "checked, and not healthy". */
export function exitCodeOf(kind: ErrorKind): number {
  return EXIT_CODES[kind];
}

/** What each code means, in words: only read when somebody asks, never with the first frame. */
export async function loadChapters() {
  return (await import("./pages/index.ts")).CHAPTERS;
}
