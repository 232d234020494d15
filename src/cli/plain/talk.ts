import type { Call } from "../command.ts";
import { createOutput, type Output } from "../output.ts";
import { asciiOf, PLAIN_WIDTH, plainLines } from "./ascii.ts";
import { isInterrupted, Leaving } from "./leaving.ts";
import { createLineReader } from "./line-reader.ts";

/** Printing and asking, a line at a time. Nothing here knows what is talked about. */
export interface Talk {
  /** Wraps, spells in ASCII, never colours. */
  readonly out: Output;
  say(text?: string): void;
  /** One prompt and its answer. `help` is answered here, `exit` leaves from here. */
  ask(question: Question): Promise<Reply>;
  /** Runs until Ctrl-C, which rejects with `Leaving`. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Waits for something that goes on by itself; `undefined` when the person has waited enough. */
  wait<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  close(): void;
}

export interface Question {
  /** Without the default and the colon. */
  readonly prompt: string;
  /** What Enter alone means, as it is shown. */
  readonly usual?: string;
  /** Sentences for `help`. */
  readonly help: readonly string[];
  /** Words with a meaning here, besides back, help and exit. */
  readonly words?: readonly string[];
  /** Anything may be typed: only whole words count, and a backslash before one makes it text. */
  readonly isFree?: boolean;
  readonly isSecret?: boolean;
}

export type Reply =
  | { readonly is: "enter" }
  | { readonly is: "back" }
  | { readonly is: "word"; readonly word: string }
  | { readonly is: "text"; readonly text: string };

const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ["b", "back"],
  ["q", "exit"],
  ["?", "help"],
]);
const COMMON = ["back", "help", "exit"] as const;

export function createTalk({ world, out }: Call): Talk {
  const plain = plainOutput(world, out);
  const interrupts = createInterrupts();
  const input = createLineReader(world.stdin, interrupts.interrupt);
  const stopListening = world.onInterrupt?.(interrupts.interrupt) ?? (() => {});
  const stop = () => interrupts.leave("stopped");
  for (const signal of [world.signal, plain.readerGone]) signal.addEventListener("abort", stop);
  if (world.signal.aborted) stop();

  async function line(question: Question): Promise<string> {
    // Before the prompt: who is quick, or a script, answers as soon as it stands there.
    const showTyping = question.isSecret ? input.hideTyping() : () => {};
    let text: string | undefined;
    try {
      plain.raw(promptText(question));
      text = await interrupts.interruptible(input.next);
    } finally {
      showTyping();
      // Nobody's Enter moved to the next line: not on a pipe, not while nothing is shown, not at the end.
      const wasEntered = text !== undefined && world.stdin.isTTY && !question.isSecret;
      if (!wasEntered) plain.raw("\n");
    }
    if (text === undefined) throw new Leaving("end-of-input");
    interrupts.answered();
    return text;
  }

  async function ask(question: Question): Promise<Reply> {
    for (;;) {
      const reply = meant(replyOf(await line(question), question));
      if (reply !== undefined) return reply;
      for (const text of [...question.help, wordsHelp(question)]) plain.line(text);
    }
  }

  /** A blank line is enough, or Ctrl-C; a word of every prompt ends it too, and is left for the next prompt. */
  async function wait<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const enough = new AbortController();
    const stopOverhearing = input.overhear((line) => {
      // A script may end long before what it started: only a person who hangs up has waited enough.
      const isEnough = line === undefined ? world.stdin.isTTY === true : endsWaiting(line);
      if (isEnough) enough.abort();
      return line?.trim() === "" ? "taken" : "left";
    });
    try {
      return await interrupts.interruptible((signal) =>
        Promise.race([
          work(AbortSignal.any([signal, enough.signal])),
          new Promise<undefined>((resolve) => {
            enough.signal.addEventListener("abort", () => resolve(undefined));
          }),
        ]),
      );
    } catch (thrown) {
      if (!isInterrupted(thrown)) throw thrown;
      return undefined;
    } finally {
      stopOverhearing();
    }
  }

  return {
    out: plain,
    say: plain.line,
    ask,
    interruptible: interrupts.interruptible,
    wait,
    close() {
      stopListening();
      for (const signal of [world.signal, plain.readerGone])
        signal.removeEventListener("abort", stop);
      input.close();
    },
  };
}

/** `exit` and `back` mean the same everywhere; nothing is left over of `help`. */
function meant(reply: Reply): Reply | undefined {
  if (reply.is !== "word") return reply;
  if (reply.word === "exit") throw new Leaving("exit");
  if (reply.word === "help") return undefined;
  return reply.word === "back" ? { is: "back" } : reply;
}

/** The output of the command line for the poorest device there is. */
function plainOutput(world: Call["world"], { json }: Output): Output {
  const base = createOutput({ ...world, env: { ...world.env, TERM: "dumb" } }, json);
  return {
    ...base,
    width: PLAIN_WIDTH,
    line(text = "") {
      for (const part of plainLines(text)) base.line(part);
    },
  };
}

/** One line that ends in a blank, whatever the default is. */
function promptText({ prompt, usual }: Question): string {
  const room = PLAIN_WIDTH - 2;
  const start = asciiOf(prompt);
  const shown = usual === undefined ? start : `${start} [${asciiOf(usual)}]`;
  return `${shown.length <= room ? shown : `${shown.slice(0, room - 4)}..]`}: `;
}

function endsWaiting(line: string): boolean {
  const word = wordOf(line.trim());
  return word === "" || COMMON.some((common) => common === word);
}

const wordOf = (text: string): string => SHORT_FORMS.get(text.toLowerCase()) ?? text.toLowerCase();

function replyOf(typed: string, { words = [], isFree, isSecret }: Question): Reply {
  const text = isSecret ? typed : typed.trim();
  if (text.trim() === "") return { is: "enter" };
  const known = [...COMMON, ...words];
  const word = isFree ? text : wordOf(text);
  if (known.includes(word)) return { is: "word", word };
  const isEscaped = isFree && /^\\+/.test(text) && known.includes(text.replace(/^\\+/, ""));
  return { is: "text", text: isEscaped ? text.slice(1) : text };
}

function wordsHelp({ words = [], isFree }: Question): string {
  const all = [...COMMON, ...words].join(", ");
  return isFree
    ? `Words here: ${all}. To enter such a word as text, put a backslash before it: \\back.`
    : `Words here: ${all}. Short: b, ? and q for back, help and exit.`;
}

function createInterrupts() {
  let current = new AbortController();
  let sinceAnswer = 0;
  const leave = (why: Leaving["why"]) => current.abort(new Leaving(why));
  return {
    leave,
    interrupt() {
      sinceAnswer += 1;
      leave(sinceAnswer > 1 ? "interrupted-twice" : "interrupted");
    },
    answered() {
      sinceAnswer = 0;
    },
    async interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const { signal } = current;
      const left = Promise.withResolvers<never>();
      const onAbort = () => left.reject(signal.reason);
      signal.addEventListener("abort", onAbort);
      try {
        signal.throwIfAborted();
        return await Promise.race([work(signal), left.promise]);
      } finally {
        signal.removeEventListener("abort", onAbort);
        // What was interrupted is over; what comes next can be interrupted again.
        if (signal.aborted && signal.reason.why === "interrupted") current = new AbortController();
      }
    },
  };
}
