import { EventEmitter } from "node:events";
import type { Key } from "./decoder.ts";

/** What the drawing library sees in place of the real standard input: one whole key per read. */
export interface KeySource {
  readonly stream: NodeJS.ReadStream;
  offer(key: Key): void;
}

/** More keys than any hand is ahead of the screen: what comes on top is noise, and is let go. */
const MOST_AHEAD = 1000;

export function createKeySource(): KeySource {
  const queue: string[] = [];
  let ready: string | null = null;
  let isScheduled = false;
  const events = new EventEmitter();

  // One key per turn of the loop: the screen has settled before the next key is looked at, so
  // type-ahead acts on what it would have acted on when typed slowly.
  function schedule(): void {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      ready = queue.shift() ?? null;
      events.emit("readable");
      schedule();
    });
  }

  const stream = Object.assign(events, {
    isTTY: true,
    read() {
      const key = ready;
      ready = null;
      return key;
    },
    // The real terminal is in raw mode for as long as it is open; the library need not know.
    setRawMode: () => stream,
    setEncoding: () => stream,
    ref: () => stream,
    unref: () => stream,
    pause: () => stream,
    resume: () => stream,
  });

  return {
    // Of a real one the library uses no more than this.
    stream: stream as unknown as NodeJS.ReadStream,
    offer(key) {
      const bytes = bytesOf(key);
      if (bytes === undefined || queue.length >= MOST_AHEAD) return;
      queue.push(bytes);
      schedule();
    },
  };
}

/** The one spelling of each key that the drawing library reads without guessing. */
function bytesOf(key: Key): string | undefined {
  if (key.is === "text") return key.text;
  if (key.is === "paste") return `\u001b[200~${key.text}\u001b[201~`;
  if (key.name.startsWith("ctrl-")) return String.fromCharCode(key.name.charCodeAt(5) - 96);
  return SPELLINGS[key.name];
}

const SPELLINGS: Readonly<Record<string, string>> = {
  enter: "\r",
  tab: "\t",
  backtab: "\u001b[Z",
  // A bare ESC would make the library wait once more for the rest of a sequence.
  escape: "\u001b[27u",
  backspace: "\u007f",
  delete: "\u001b[3~",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
  left: "\u001b[D",
  home: "\u001b[H",
  end: "\u001b[F",
  pageup: "\u001b[5~",
  pagedown: "\u001b[6~",
  f1: "\u0007",
  f3: "\u0012",
  f4: "\u0014",
  f5: "\u000c",
};

export interface FrameSink {
  readonly stream: NodeJS.WriteStream;
  resized(): void;
}

/** What the drawing library sees in place of the real standard output: it takes whole frames. */
export function createFrameSink(options: {
  size(): { readonly columns: number; readonly rows: number };
  onFrame(frame: string): void;
}): FrameSink {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const stream = Object.defineProperties(
    Object.assign(events, {
      isTTY: true,
      writable: true,
      write(data: string, ...rest: unknown[]) {
        const text = data.replace(MODES, "");
        if (text !== "") options.onFrame(text);
        const callback = rest.find((value) => typeof value === "function");
        if (typeof callback === "function") setImmediate(() => callback());
        return true;
      },
    }),
    {
      columns: { get: () => options.size().columns },
      rows: { get: () => options.size().rows },
    },
  );
  return {
    // Of a real one the library uses no more than this.
    stream: stream as unknown as NodeJS.WriteStream,
    resized: () => void events.emit("resize"),
  };
}

/** Modes the library asks for (hidden cursor, paste): they are ours to decide. */
const ESC = "\u001b";
const MODES = new RegExp(`${ESC}\\[\\?\\d+[hl]`, "g");
