import { redact } from "../secrets/index.ts";
import { sanitize, wrap } from "../text/index.ts";

export interface CrashWords {
  readonly thrown: unknown;
  readonly logPath: string | undefined;
  readonly columns: number;
  /** Crashes within the last minute, this one included. */
  readonly count: number;
}

/** So many crashes within a minute, and the console waits for a person. */
const MOST = 3;
const MINUTE_MS = 60_000;
/** Time to read and to take a picture of the screen. */
const READ_MS = 10_000;

/** Notes a crash; gives how many there were within the last minute. */
export function createCrashCount(now: () => number): () => number {
  let times: readonly number[] = [];
  return () => {
    const nowMs = now();
    times = [...times.filter((at) => nowMs - at < MINUTE_MS), nowMs];
    return times.length;
  };
}

/** How long the words stand before the console starts again, milliseconds; `undefined`: until Enter. */
export function pauseAfter(count: number): number | undefined {
  return count < MOST ? READ_MS : undefined;
}

/** Plain lines for any device: code, cause, log, and what to do. */
export function crashPage({ thrown, logPath, columns, count }: CrashWords): string {
  const why = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const lines = [
    `The console met an error of its own: ${redact(sanitize(why)).slice(0, 300)}`,
    `Log: ${logPath ?? "could not be written, neither beside the store nor in the home directory"}`,
    "What runs on this host goes on running. What was typed is kept, except secrets.",
    ...(pauseAfter(count) === undefined
      ? [
          `It crashed ${count} times within a minute and does not start again by itself.`,
          "Do: report the log. The command line works without the console: bringup status.",
          "Enter: try once more. Ctrl-C: leave.",
        ]
      : [`It starts again in ${READ_MS / 1000} s. Enter: now. Ctrl-C: leave.`]),
  ];
  const width = Math.max(20, columns - 1) - 7;
  const body = lines.flatMap((line) => wrap(line, width)).map((line) => `       ${line}`);
  return `${["[FAIL] CONSOLE_CRASHED", ...body].join("\r\n")}\r\n`;
}

export type Pressed = "enter" | "nothing" | "leave";

/** Waits for Enter on a terminal in its plain modes. `leave`: Ctrl-C, or the other end is gone. */
export function waitForEnter(
  stdin: NodeJS.ReadStream,
  { timeoutMs, signal }: { readonly timeoutMs: number | undefined; readonly signal: AbortSignal },
): Promise<Pressed> {
  return new Promise((resolve) => {
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => finish("nothing"), timeoutMs);
    const onData = (bytes: Uint8Array | string) => {
      if (/[\r\n]/.test(String(bytes))) finish("enter");
    };
    const onGone = () => finish("leave");
    function finish(pressed: Pressed): void {
      clearTimeout(timer);
      stdin.off("data", onData).off("end", onGone).off("error", onGone);
      signal.removeEventListener("abort", onGone);
      stdin.pause();
      resolve(pressed);
    }
    stdin.on("data", onData).on("end", onGone).on("error", onGone);
    signal.addEventListener("abort", onGone);
    stdin.resume();
    if (signal.aborted) finish("leave");
  });
}
