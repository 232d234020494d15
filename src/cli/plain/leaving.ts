/**
 * Ends a conversation from any depth of questions. Nothing between may answer it, so it is thrown;
 * only the menu, and whoever watches something that Ctrl-C stops, catches it.
 */
export class Leaving extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(`left the conversation: ${why}`);
    this.why = why;
  }
}

type Why =
  | "exit"
  | "end-of-input"
  /** Ctrl-C: back to the menu. */
  | "interrupted"
  /** Ctrl-C again, with nothing typed between. */
  | "interrupted-twice"
  /** Asked to end from outside, or nobody reads any more. */
  | "stopped";

export function isInterrupted(thrown: unknown): boolean {
  return thrown instanceof Leaving && thrown.why === "interrupted";
}
