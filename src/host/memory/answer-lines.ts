import type { AnswerLine, AnswerLines, FollowOutcome, HttpOutcome } from "../../engine/index.ts";

export const CANCELLED = { is: "failed", at: "cancelled", why: "cancelled" } as const;

/** A whole answer as one that is followed sees it: its lines, and then its end. */
export function wholeAsLines(outcome: HttpOutcome): FollowOutcome {
  if (outcome.is !== "answered" || outcome.status < 200 || outcome.status > 299) return outcome;
  // What comes after the last line end is no line.
  const texts = new TextDecoder().decode(outcome.body).split("\n").slice(0, -1);
  return { is: "open", lines: linesThenEnd(texts) };
}

function linesThenEnd(texts: readonly string[]): AnswerLines {
  const left = texts.map((text): AnswerLine => ({ is: "line", text }));
  let over: AnswerLine = { is: "ended" };
  return {
    next: async () => left.shift() ?? over,
    close() {
      left.length = 0;
      over = CANCELLED;
    },
  };
}
