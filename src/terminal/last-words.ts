import { closeSync, constants, openSync, writeSync } from "node:fs";

/** A line that takes nothing for this long is stuck, milliseconds. */
const STUCK_MS = 500;
const PAUSE_MS = 10;

/** `gone`: hung up, nothing can be said any more. `stuck`: stopped by flow control, or a dead line. */
export type Said = "said" | "stuck" | "gone";

/**
 * Writes the last bytes to a terminal, at once and for certain within half a second: on the way out
 * nobody can wait for a line that somebody has stopped. `otherwise` writes where the device cannot
 * be opened a second time, for example after `su`.
 */
export function sayLast(descriptor: number, text: string, otherwise: (text: string) => void): Said {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  let line: number;
  try {
    // Opened anew: without waiting is a property of the open file, and the shell shares the old one.
    line = openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch (thrown) {
    if (codeOf(thrown) === "EIO" || codeOf(thrown) === "ENXIO") return "gone";
    otherwise(text);
    return "said";
  }
  try {
    return push(line, Buffer.from(text));
  } finally {
    closeSync(line);
  }
}

function push(line: number, bytes: Buffer): Said {
  let rest = bytes;
  for (let waitedMs = 0; ; ) {
    try {
      rest = rest.subarray(writeSync(line, rest));
      if (rest.length === 0) return "said";
    } catch (thrown) {
      if (codeOf(thrown) !== "EAGAIN") return "gone";
      if (waitedMs >= STUCK_MS) return "stuck";
      waitedMs += PAUSE_MS;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
}
