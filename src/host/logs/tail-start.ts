import type { FileHandle } from "node:fs/promises";

const LINE_END = 0x0a;
const STEP_BYTES = 64 * 1024;
/** Further back nobody looks for the beginning of a line: a file may have none. */
const FURTHEST_BYTES = 4 * 1024 * 1024;

/** Where the last lines of a file begin. A last line without its end counts as one. */
export async function tailStart(handle: FileHandle, lines: number): Promise<number> {
  const { size } = await handle.stat();
  if (lines <= 0) return size;
  const chunk = Buffer.alloc(STEP_BYTES);
  const furthest = Math.max(0, size - FURTHEST_BYTES);
  let left = lines;
  let end = size;
  // The end of the last line is not the beginning of another one.
  let from = size - 1;
  while (end > furthest) {
    const start = Math.max(furthest, end - STEP_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    from = Math.min(from, start + bytesRead);
    for (let at = seek(chunk, from - start); at >= 0; at = seek(chunk, at)) {
      left -= 1;
      if (left === 0) return start + at + 1;
    }
    end = start;
  }
  return furthest;
}

/** The last line end before that place. */
function seek(chunk: Buffer, before: number): number {
  return before <= 0 ? -1 : chunk.lastIndexOf(LINE_END, before - 1);
}
