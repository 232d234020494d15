import type { Call } from "../command.ts";
import { createOutput, type Output } from "../output.ts";
import { PLAIN_WIDTH, plainLines } from "./ascii.ts";
import { createInterrupts } from "./interrupts.ts";
import { isInterrupted, Leaving } from "./leaving.ts";
import { createLineReader } from "./line-reader.ts";
import {
  endsWaiting,
  promptText,
  type Question,
  type Reply,
  readReply,
  wordsHelp,
} from "./replies.ts";

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

export function createTalk({ world, out }: Pick<Call, "world" | "out">): Talk {
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
    const isAhead = input.isAhead();
    let text: string | undefined;
    try {
      plain.raw(promptText(question));
      text = await interrupts.interruptible(input.next);
    } finally {
      showTyping();
      // Whose Enter moved to the next line? Nobody's on a pipe, ahead of time, unseen, at the end.
      const isSeen = world.stdin.isTTY && !isAhead && !question.isSecret;
      const wasEntered = isSeen && text !== undefined;
      if (!wasEntered) plain.raw("\n");
    }
    if (text === undefined) throw new Leaving("end-of-input");
    interrupts.answered();
    return text;
  }

  async function ask(question: Question): Promise<Reply> {
    for (;;) {
      const reply = readReply(await line(question), question);
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
      // A terminal shows the key as ^C, and stays on that line.
      if (world.stdin.isTTY) plain.line();
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
