import {
  type Fact,
  factOf,
  type LogBatch,
  type LogLines,
  systemClock,
} from "../../engine/index.ts";
import { type CutLine, createLineCutter } from "./cut-lines.ts";
import { type LogFile, openLogFile } from "./log-file.ts";
import { LINE_BYTES, textOf } from "./text-of.ts";

export interface FileLines {
  readonly lines: number;
  readonly until: "now" | "closed";
  readonly signal?: AbortSignal;
  /** Where the file is on this machine, asked anew at each look: links may change. */
  place(): string | undefined;
  /** One that is not there yet is waited for, and no reason to say that there is none. */
  readonly mayCome?: true;
}

const POLL_MS = 250;

/**
 * A log file with what is written to it: also after it was moved away for a new one, or emptied. What
 * is written into the old one until then is read to its end.
 */
export function openFileLines(options: FileLines): Promise<Fact<LogLines>> {
  return factOf(async () => {
    const file = await openLogFile(options.place, options);
    return file && followFile(file, options);
  });
}

function followFile(file: LogFile, { until, signal }: FileLines): LogLines {
  const cutter = createLineCutter(LINE_BYTES);
  const closing = new AbortController();
  let over: LogBatch | undefined;
  let reading: Promise<unknown> = Promise.resolve();

  /** Lines that are whole, of which there may be none; `undefined`: nothing has come. */
  async function readOn(): Promise<readonly CutLine[] | undefined> {
    const chunk = await file.readOn();
    return chunk && cutter.add(chunk);
  }

  async function atTheEnd(): Promise<readonly CutLine[]> {
    if (until === "now") {
      over = { is: "ended" };
      return cutter.rest();
    }
    const seen = await file.lookAgain();
    if (seen === "same") await systemClock.sleep(POLL_MS, closing.signal).catch(() => undefined);
    return seen === "anew" ? cutter.rest() : [];
  }

  async function read(): Promise<LogBatch> {
    while (over === undefined) {
      const lines = (await readOn()) ?? (await atTheEnd());
      if (lines.length > 0) return { is: "lines", lines: lines.map(textOf) };
    }
    return over;
  }

  async function close(): Promise<void> {
    over = { is: "ended" };
    signal?.removeEventListener("abort", onAbort);
    closing.abort();
    await reading;
    await file.close();
  }

  const onAbort = () => void close();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    next() {
      const answer = read().catch((thrown: unknown): LogBatch => {
        over ??= { is: "ended", why: thrown instanceof Error ? thrown.message : String(thrown) };
        return over;
      });
      reading = answer;
      return answer;
    },
    close,
  };
}
