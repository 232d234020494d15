import { StringDecoder } from "node:string_decoder";
import { sanitize } from "../../text/index.ts";
import type { InputStream } from "../world.ts";

/** Whole lines of whatever stands behind the input: a terminal in its own line mode, a pipe, a script. */
export interface LineReader {
  /** The next line, without its end; `undefined` when the input has ended. Rejects on abort. */
  next(signal: AbortSignal): Promise<string | undefined>;
  /** Whether a line was typed ahead of its question. */
  isAhead(): boolean;
  /** From here on a terminal shows nothing of what is typed; what it gives back ends that. */
  hideTyping(): () => void;
  /** Shows each line as it comes in, before anybody else; `taken` keeps it from them. At the end: `undefined`. */
  overhear(listener: Listener): () => void;
  close(): void;
}

type Listener = (line: string | undefined) => "taken" | "left";

/** Characters of one line; what is longer is noise. */
const LONGEST_LINE = 1 << 20;
/** Lines read ahead before the sender has to wait. */
const LINES_AHEAD = 256;

/** `onInterrupt` is for terminals that are in raw mode while a secret is typed: no signal comes then. */
export function createLineReader(stdin: InputStream, onInterrupt: () => void): LineReader {
  const lines: string[] = [];
  const decoder = new StringDecoder("utf8");
  let partial = "";
  let afterCr = false;
  let hasEnded = false;
  let wake = () => {};
  let overhearing: Listener = () => "left";
  let isHidden = false;

  const rubOut = () => {
    partial = [...partial].slice(0, -1).join("");
  };
  const controls: Readonly<Record<string, () => void>> = {
    "\r": finishLine,
    "\n": finishLine,
    "\b": rubOut,
    "\u007f": rubOut,
    // In raw mode these are characters, not signals.
    "\u0003": onInterrupt,
    "\u0004": onEnd,
    "\u0015": () => {
      partial = "";
    },
  };

  function finishLine(): void {
    const line = sanitize(partial);
    partial = "";
    if (overhearing(line) === "taken") return;
    lines.push(line);
    if (lines.length >= LINES_AHEAD) stdin.pause();
    wake();
  }

  /** CR, LF and CR LF are one Enter, also when they arrive apart. */
  function take(character: string): void {
    const isSecondHalf = character === "\n" && afterCr;
    afterCr = character === "\r";
    const control = controls[character];
    if (control !== undefined && !isSecondHalf) control();
    if (control === undefined && partial.length < LONGEST_LINE) partial += character;
  }

  function onData(chunk: Buffer | string): void {
    for (const character of decoder.write(Buffer.from(chunk))) take(character);
  }

  function onEnd(): void {
    if (!hasEnded) overhearing(undefined);
    hasEnded = true;
    wake();
  }

  function arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      wake = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      stdin.resume();
    });
  }

  async function next(signal: AbortSignal): Promise<string | undefined> {
    while (lines.length === 0 && !hasEnded) await arrival(signal);
    return lines.shift() ?? lastWords();
  }

  /** The end does for the last Enter; but half a secret is none. */
  function lastWords(): string | undefined {
    const line = isHidden ? "" : sanitize(partial);
    partial = "";
    return line === "" ? undefined : line;
  }

  stdin.on("data", onData);
  stdin.on("end", onEnd);
  // A line that was hung up (EIO) will never say anything again.
  stdin.on("error", onEnd);
  return {
    next,
    isAhead: () => lines.length > 0,
    overhear(listener) {
      overhearing = listener;
      stdin.resume();
      return () => {
        overhearing = () => "left";
      };
    },
    hideTyping() {
      isHidden = true;
      stdin.setRawMode?.(true);
      return () => {
        isHidden = false;
        stdin.setRawMode?.(false);
      };
    },
    close() {
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      stdin.pause();
    },
  };
}
