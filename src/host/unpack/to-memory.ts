import { Readable } from "node:stream";
import { type UnpackLimits, unpackEntries } from "../../archives/index.ts";
import type { UnpackCount } from "../../engine/index.ts";

/** For hosts that hold their files in memory: each file whole, by whoever writes files there. */
export function unpackToMemory(
  archive: Uint8Array,
  writeFile: (path: string, content: Uint8Array, mode: number) => void,
  limits: UnpackLimits,
): Promise<UnpackCount> {
  const target = {
    makeFolder: async () => {},
    has: async () => false,
    async write(
      { path, mode }: { readonly path: string; readonly mode: number },
      content: AsyncIterable<Uint8Array>,
    ) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      writeFile(path, Buffer.concat(chunks), mode);
    },
  };
  return unpackEntries(Readable.from([archive]), archive.subarray(0, 4), target, limits);
}
