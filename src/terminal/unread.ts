import { closeSync, constants, openSync, readSync } from "node:fs";

/** More than anybody types while a program starts, bytes; the rest is read in the usual way. */
const MOST = 1 << 16;

/** What the terminal holds that nobody has read yet; waits for nothing, and never fails. */
export function readUnread(descriptor: number): Uint8Array {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  const bytes = Buffer.alloc(descriptor < 0 ? 0 : MOST);
  if (descriptor < 0) return bytes;
  let line: number | undefined;
  try {
    // Opened anew: without waiting is a property of the open file, and the shell shares the old one.
    line = openSync(`/proc/self/fd/${descriptor}`, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    return bytes.subarray(0, readSync(line, bytes));
  } catch {
    // Nothing there, or no way to look: it comes as a key then.
    return bytes.subarray(0, 0);
  } finally {
    if (line !== undefined) closeSync(line);
  }
}
