import type { Duplex } from "node:stream";
import type { HostView } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";
import {
  type Answers,
  FrameError,
  frameIn,
  HANDSHAKE,
  MAX_FRAME_BYTES,
  type Question,
  REQUESTS,
  readAnswer,
} from "./frames.ts";
import type { Silence } from "./silence.ts";
import { openWay, type Way } from "./way.ts";

export type Answer<Q extends Question> =
  | { readonly is: "answer"; readonly value: Answers[Q]; readonly tookMs: number }
  | Silence;

/** A node that can be looked at, and nothing else: no question there is changes anything. */
export interface DqliteConnection {
  ask<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>>;
  /** Nothing more comes of it; whoever holds it drops it. */
  readonly isClosed: boolean;
  close(): void;
}

/**
 * Opens the way to a node; the handshake goes with the first question. One question at a time: a
 * second one waits. After any trouble the connection is closed, for a late answer would be taken for
 * the next one.
 */
export async function connectDqlite(
  host: HostView,
  way: Way,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<DqliteConnection | Silence> {
  const opened = await openWay(host, way, options);
  if (opened.is === "silent") return opened;
  return conversation(createInbox(opened.stream, opened.early), host);
}

function conversation(inbox: Inbox, host: HostView): DqliteConnection {
  let isGreeted = false;
  let last: Promise<unknown> = Promise.resolve();

  async function exchange<Q extends Question>(
    question: Q,
    signal: AbortSignal,
  ): Promise<Answer<Q>> {
    const trouble = inbox.trouble();
    if (trouble !== undefined) return trouble;
    const startedMs = host.clock.monotonicMs();
    const request = REQUESTS[question];
    const sent = isGreeted ? request : Buffer.concat([HANDSHAKE, request]);
    isGreeted = true;
    const frame = await inbox.answerTo(sent, signal);
    if (frame.is === "silent") return frame;
    const read = readAnswer(question, frame);
    if (read.is === "failure") return silent(`${read.code}`, sanitize(read.message));
    return { is: "answer", value: read.value, tookMs: host.clock.monotonicMs() - startedMs };
  }

  async function asked<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>> {
    try {
      const answer = await exchange(question, signal);
      if (answer.is === "silent") inbox.close();
      return answer;
    } catch (thrown) {
      inbox.close();
      if (!(thrown instanceof FrameError)) throw thrown;
      return silent("PROTOCOL", `not the protocol of Dqlite: ${thrown.message}`);
    }
  }

  return {
    get isClosed() {
      return inbox.trouble() !== undefined;
    },
    ask(question, signal) {
      const answer = last.then(() => asked(question, signal));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: inbox.close,
  };
}

type WholeFrame = Extract<ReturnType<typeof frameIn>, { is: "whole" }>;

interface Inbox {
  /** Sends a question and gives the frame that follows. Rejects with a FrameError for what is none. */
  answerTo(question: Uint8Array, signal: AbortSignal): Promise<WholeFrame | Silence>;
  trouble(): Silence | undefined;
  close(): void;
}

function createInbox(stream: Duplex, early: Uint8Array): Inbox {
  let bytes = Buffer.from(early);
  let trouble: Silence | undefined;
  let wake = () => {};
  const end = (code: string, why: string) => {
    trouble ??= silent(code, why);
    wake();
  };
  let isAsked = false;
  stream.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    // Nobody reads on a connection that is not asked: a flood ends here.
    if (!isAsked || bytes.byteLength > 2 * MAX_FRAME_BYTES) {
      end("PROTOCOL", "not the protocol of Dqlite: an answer that nobody asked for");
      stream.destroy();
    }
    wake();
  });
  stream.on("error", (error) => end(codeOf(error), error.message));
  stream.on("close", () => end("ECONNRESET", "the connection was closed by the other side"));
  // A tunnel left it paused.
  stream.resume();

  function taken(): WholeFrame | undefined {
    const frame = frameIn(bytes);
    if (frame.is === "more") return undefined;
    bytes = Buffer.alloc(0);
    isAsked = false;
    return frame;
  }

  return {
    async answerTo(question, signal) {
      if (bytes.byteLength > 0) throw new FrameError("an answer that nobody asked for");
      isAsked = true;
      stream.write(question);
      for (;;) {
        const frame = taken() ?? trouble;
        if (frame !== undefined) return frame;
        if (signal.aborted) return silent("ETIMEDOUT", "it does not answer");
        const { promise, resolve } = Promise.withResolvers<void>();
        const go = () => resolve();
        wake = go;
        signal.addEventListener("abort", go, { once: true });
        await promise.finally(() => signal.removeEventListener("abort", go));
      }
    },
    trouble: () => trouble,
    close() {
      end("CLOSED", "the connection is closed");
      stream.destroy();
    },
  };
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "FAILED";
}

function silent(code: string, why: string): Silence {
  return { is: "silent", code, why };
}
