import type { Readable } from "node:stream";
import type { AnswerLine, AnswerLines, HttpOutcome } from "../../engine/index.ts";
import { httpFailure } from "./http-failure.ts";
import { CANCELLED } from "./start-call.ts";

interface LineOptions {
  readonly url: URL;
  readonly idleMs: number;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Called once, when it is over for whatever reason. */
  hangUp(): void;
}

const LINE_END = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * Reads only while somebody waits for a line, so that a fast server is held up by a slow reader. The time
 * limit is for whole lines: a server that gives one byte a minute is as good as silent.
 */
export function readLines(stream: Readable, options: LineOptions): AnswerLines {
  const { url, idleMs, maxLineBytes, signal, hangUp } = options;
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let unread: Buffer = NOTHING;
  let over: AnswerLine | undefined;
  let wake = () => {};

  function finish(how: Exclude<AnswerLine, { is: "line" }>): void {
    if (over !== undefined) return;
    over = how;
    signal?.removeEventListener("abort", cancel);
    hangUp();
    wake();
  }

  function cancel(): void {
    [begun, unread] = [[], NOTHING];
    finish(CANCELLED);
  }

  /** The rest of the line that was begun; `undefined`: it has not all come yet. */
  function takeLine(): string | undefined {
    const at = unread.indexOf(LINE_END);
    const part = at < 0 ? unread : unread.subarray(0, at);
    unread = at < 0 ? NOTHING : unread.subarray(at + 1);
    begunBytes += part.length;
    begun.push(part);
    if (begunBytes > maxLineBytes) finish(tooLong(maxLineBytes));
    if (at < 0 || begunBytes > maxLineBytes) return undefined;
    const line = Buffer.concat(begun).toString("utf8");
    [begun, begunBytes] = [[], 0];
    return line;
  }

  function take(): string | undefined {
    for (let chunk: Buffer | null = unread; chunk !== null; chunk = readMore()) {
      unread = chunk;
      const line = takeLine();
      if (line !== undefined) return line;
    }
    return undefined;
  }

  function readMore(): Buffer | null {
    return over === undefined ? stream.read() : null;
  }

  async function next(): Promise<AnswerLine> {
    let timer: NodeJS.Timeout | undefined;
    try {
      for (;;) {
        const text = take();
        if (text !== undefined) return { is: "line", text };
        if (over !== undefined) return over;
        timer ??= setTimeout(() => finish(tooQuiet(url, idleMs)), idleMs);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  stream.on("readable", () => wake());
  stream.once("end", () => finish({ is: "ended" }));
  stream.on("error", (thrown: unknown) => {
    const failure = httpFailure(thrown, url);
    if (failure.is === "failed") finish(failure);
  });
  signal?.addEventListener("abort", cancel, { once: true });
  if (signal?.aborted) cancel();
  return { next, close: cancel };
}

type Failure = HttpOutcome & { readonly is: "failed" };

function tooLong(bytes: number): Failure {
  return { is: "failed", at: "too-large", why: `a line has more than ${bytes} bytes` };
}

function tooQuiet({ host }: URL, ms: number): Failure {
  return { is: "failed", at: "timeout", why: `nothing from ${host} for ${ms / 1000} s` };
}
