import type { Readable } from "node:stream";
import type { LogBatch, LogLine, LogLines } from "../../engine/index.ts";
import { type CutLine, createLineCutter } from "./cut-lines.ts";

export interface StreamLines {
  /** Bytes of a line that are kept at most. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  parse(line: CutLine): LogLine | undefined;
  /** Asked at the end of the stream: why it ended, where that is not the ordinary way. */
  ending(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Lines that one answer has at most: nobody else is kept waiting for longer than they take. */
export const BATCH_LINES = 512;

const OVER: LogBatch = { is: "ended" };

/** Takes from the stream only while somebody waits, so that whoever fills it is held up. */
export function linesOfStream(stream: Readable | null, options: StreamLines): LogLines {
  const cutter = createLineCutter(options.maxBytes);
  const waiting: LogLine[] = [];
  let hasEnded = stream === null;
  let over: LogBatch | undefined;
  let wake = () => {};

  function take(lines: readonly CutLine[]): void {
    for (const line of lines) {
      const entry = options.parse(line);
      if (entry !== undefined) waiting.push(entry);
    }
  }

  function readMore(): void {
    while (waiting.length < BATCH_LINES) {
      const chunk: Buffer | null = stream?.read() ?? null;
      if (chunk === null) return;
      take(cutter.add(chunk));
    }
  }

  async function next(): Promise<LogBatch> {
    for (;;) {
      if (over !== undefined) return over;
      readMore();
      if (waiting.length > 0) return { is: "lines", lines: waiting.splice(0, BATCH_LINES) };
      if (hasEnded) {
        const why = await options.ending();
        over ??= why === undefined ? OVER : { is: "ended", why };
        options.signal?.removeEventListener("abort", onAbort);
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  async function close(): Promise<void> {
    options.signal?.removeEventListener("abort", onAbort);
    over ??= OVER;
    waiting.length = 0;
    wake();
    await options.close();
  }

  const end = () => {
    if (!hasEnded) take(cutter.rest());
    hasEnded = true;
    wake();
  };
  const onAbort = () => void close();
  stream?.on("readable", () => wake());
  stream?.once("end", end);
  stream?.once("close", end);
  stream?.on("error", end);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  return { next, close };
}
