import { constants, open } from "node:fs/promises";
import {
  type Fact,
  known,
  type LogBatch,
  type LogLine,
  type LogLines,
  type LogRequest,
  systemClock,
  unknown,
} from "../../engine/index.ts";
import { errnoOf } from "../disk/file-error.ts";
import { BATCH_LINES } from "./stream-lines.ts";
import { textOf } from "./text-of.ts";

/** One record for each read, as /dev/kmsg gives them. */
export interface KernelRing {
  /** `wait`: there is none now. */
  read(): Promise<Buffer | "wait">;
  close(): Promise<void>;
}

const POLL_MS = 250;
const RECORD_BYTES = 8 * 1024;

/** The ring buffer of the kernel itself, for a host without a journal. */
export async function openKernelRing(
  request: LogRequest,
  open: () => Promise<KernelRing> = openDevice,
): Promise<Fact<LogLines>> {
  try {
    return known(await follow(await open(), request));
  } catch (thrown) {
    return unknown(`/dev/kmsg cannot be read: ${errnoOf(thrown) ?? "unknown"}`);
  }
}

async function openDevice(): Promise<KernelRing> {
  const handle = await open("/dev/kmsg", constants.O_RDONLY | constants.O_NONBLOCK);
  const record = Buffer.alloc(RECORD_BYTES);
  return {
    close: () => handle.close(),
    async read() {
      for (;;) {
        const read = await handle.read(record, 0, RECORD_BYTES, null).catch(errnoIn);
        // Overwritten before they were read: the next read gives the oldest there is.
        if (read === "EPIPE") continue;
        if (read === "EAGAIN" || read.bytesRead === 0) return "wait";
        return Buffer.from(record.subarray(0, read.bytesRead));
      }
    },
  };
}

function errnoIn(thrown: unknown): "EAGAIN" | "EPIPE" {
  const errno = errnoOf(thrown);
  if (errno === "EAGAIN" || errno === "EPIPE") return errno;
  throw thrown;
}

async function follow(ring: KernelRing, request: LogRequest): Promise<LogLines> {
  const closing = new AbortController();
  let isOver = false;
  const sinceMs = request.sinceMs ?? 0;
  async function take(most: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    while (!isOver && lines.length < most) {
      const record = await ring.read();
      if (record === "wait") break;
      const line = parseRecord(record, bootedMs());
      if (line?.atMs !== undefined && line.atMs >= sinceMs) lines.push(line);
    }
    return lines;
  }
  // The ring is small: all of it is read to know the last of it.
  const before = await take(Number.POSITIVE_INFINITY);
  let waiting = request.lines > 0 ? before.slice(-request.lines) : [];

  async function next(): Promise<LogBatch> {
    for (;;) {
      if (isOver) return { is: "ended" };
      if (waiting.length > 0) return { is: "lines", lines: waiting.splice(0, BATCH_LINES) };
      if (request.until === "now") return { is: "ended" };
      waiting = await take(BATCH_LINES);
      if (waiting.length === 0)
        await systemClock.sleep(POLL_MS, closing.signal).catch(() => undefined);
    }
  }

  async function close(): Promise<void> {
    if (isOver) return;
    isOver = true;
    request.signal?.removeEventListener("abort", onAbort);
    closing.abort();
    await ring.close();
  }
  const onAbort = () => void close();
  request.signal?.addEventListener("abort", onAbort, { once: true });
  if (request.signal?.aborted) await close();
  return { next, close };
}

/** `6,1234,5678901,-;text`, with lines of fields below it that begin with a blank. */
export function parseRecord(record: Buffer, sinceMs: number): LogLine | undefined {
  const end = record.indexOf(0x0a);
  const head = /^(\d+),\d+,(\d+),[^;]*;/.exec(record.subarray(0, 128).toString("latin1"));
  if (head === null) return undefined;
  const [prefix, level, micros] = head;
  const bytes = record.subarray(prefix.length, end < 0 ? undefined : end);
  return {
    atMs: Math.floor(sinceMs + Number(micros) / 1000),
    priority: Number(level) & 7,
    identifier: "kernel",
    ...textOf({ bytes, cutBytes: 0 }),
  };
}

/** Wall time of the start of the machine, as the clock says it now. */
function bootedMs(): number {
  return Date.now() - Number(process.hrtime.bigint() / 1_000_000n);
}
