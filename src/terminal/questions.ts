import type { Reply } from "./replies.ts";

/** What can be asked of any terminal since the vt100, by way of where its cursor is. */
export type Question = "utf8" | "size";

export type Answer =
  | { readonly to: "utf8"; readonly isUtf8: boolean }
  | { readonly to: "size"; readonly columns: number; readonly rows: number };

export interface Questions {
  /**
   * Bytes that ask, for a device whose screen was just cleared. They leave it empty, with the
   * cursor at home, answered or not.
   */
  ask(questions: readonly Question[]): string;
  /** A reply of the device; one that nobody waits for any more is nothing. */
  hear(reply: Reply): void;
  close(): void;
}

/** Longer than any line needs; an answer after that is not believed. */
const PATIENCE_MS = 500;

const HOME = "\u001b[H";
const WHERE = "\u001b[6n";
// No byte of it is a control in any character set: at worst it shows as two letters, for a moment.
const TWO_BYTE_LETTER = "é";

const ASKED: Readonly<Record<Question, string>> = {
  utf8: `${HOME}${TWO_BYTE_LETTER}${WHERE}\r\u001b[K`,
  size: `\u001b[999;999H${WHERE}${HOME}`,
};

export function createQuestions(options: {
  onAnswer(answer: Answer): void;
  /** From here on an Esc may be the beginning of an answer; `false`: all answered, or too late. */
  onWaiting(isWaiting: boolean): void;
}): Questions {
  let waiting: readonly Question[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  function wait(next: readonly Question[]): void {
    waiting = next;
    if (next.length > 0) return;
    clearTimeout(timer);
    options.onWaiting(false);
  }

  return {
    ask(questions) {
      if (!isOpen || questions.length === 0) return "";
      clearTimeout(timer);
      waiting = questions;
      options.onWaiting(true);
      // A busy start must not make an answer late that has long been there: read first.
      timer = setTimeout(() => setImmediate(wait, []), PATIENCE_MS);
      timer.unref();
      return questions.map((question) => ASKED[question]).join("");
    },
    hear(reply) {
      const [question, ...rest] = waiting;
      if (reply.is !== "cursor" || question === undefined) return;
      if (question === "utf8") options.onAnswer({ to: "utf8", isUtf8: reply.column === 2 });
      else options.onAnswer({ to: "size", columns: reply.column, rows: reply.row });
      wait(rest);
    },
    close() {
      isOpen = false;
      clearTimeout(timer);
      waiting = [];
    },
  };
}
