import type { HttpOutcome, HttpRequest } from "./http-request.ts";

/** For what is too large for memory; `maxBytes` is for answers that are not received. */
export interface ReceiveRequest extends HttpRequest {
  /** Until the head of the answer, or all of one that is not received; 10 s unless told. */
  readonly timeoutMs?: number;
  /** For the next bytes to come; 60 s unless told. */
  readonly idleMs?: number;
}

/** `open` with status 200 or 206; every other answer comes whole. */
export type ReceiveOutcome =
  | {
      readonly is: "open";
      readonly status: number;
      /** As of an answer. */
      readonly headers: Readonly<Record<string, string>>;
      /** Read it to its end or leave it early: either hangs up. Throws `DOWNLOAD_CUT`. */
      readonly body: AsyncGenerator<Uint8Array>;
    }
  | HttpOutcome;

/** For answers without an end, as a watch has them. */
export interface FollowRequest extends HttpRequest {
  /** Until the head of the answer, or all of one that is not followed; 10 s unless told. */
  readonly timeoutMs?: number;
  /** For a whole line to come, while somebody waits for it; 60 s unless told. */
  readonly idleMs?: number;
  /** Longer ones end it with `too-large`; 1 MiB unless told. */
  readonly maxLineBytes?: number;
}

/** `open` with a status of 200 to 299; every other answer comes whole. */
export type FollowOutcome = { readonly is: "open"; readonly lines: AnswerLines } | HttpOutcome;

/** Holds what nobody has asked for yet to one line and what the sockets hold. */
export interface AnswerLines {
  /** One at a time. After the first that is no line, always the same; half a line at the end is none. */
  next(): Promise<AnswerLine>;
  /** Hangs up; harmless when it is over. */
  close(): void;
}

/** The next line, or how it ended. */
export type AnswerLine =
  /** Without its end. */
  | { readonly is: "line"; readonly text: string }
  | { readonly is: "ended" }
  | Extract<HttpOutcome, { is: "failed" }>;
