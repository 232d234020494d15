import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Deadline } from "../../engine/index.ts";

type DigestOptions = Deadline & { onBytes?(done: number): void };

interface Remembered {
  /** Size, times and inode: a file that keeps all of them was not written to. */
  readonly stamp: string;
  readonly hex: string;
}

const CHUNK_BYTES = 1024 ** 2;
const MOST_REMEMBERED = 1000;

/** SHA-256 of files, streamed, and remembered for as long as a file stays as it was. */
export function createDigests(): { of(place: string, options: DigestOptions): Promise<string> } {
  const remembered = new Map<string, Remembered>();

  async function of(place: string, { onBytes, signal, timeoutMs }: DigestOptions): Promise<string> {
    const deadline = AbortSignal.any([
      ...(signal ? [signal] : []),
      ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)]),
    ]);
    const file = await open(place, "r");
    try {
      const stat = await file.stat({ bigint: true });
      const stamp = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(":");
      const known = remembered.get(place);
      if (known?.stamp === stamp) {
        onBytes?.(Number(stat.size));
        return known.hex;
      }
      const hash = createHash("sha256");
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let done = 0; ; ) {
        deadline.throwIfAborted();
        const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
        if (bytesRead === 0) break;
        hash.update(chunk.subarray(0, bytesRead));
        done += bytesRead;
        onBytes?.(done);
      }
      const hex = hash.digest("hex");
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(place, { stamp, hex });
      return hex;
    } finally {
      await file.close();
    }
  }

  return { of };
}
