import { pipeline } from "node:stream/promises";
import { createZstdDecompress, type ZstdOptions } from "node:zlib";
import { createFrameWalk } from "./frame-walk.ts";

interface StreamOptions {
  readonly writableHighWaterMark: number;
  readonly readableHighWaterMark: number;
}

/** That of a block: what is larger leaves the caches of a processor before it is written. */
export const CHUNK_BYTES = 128 * 1024;

/**
 * What all frames of a stream hold, one after the other: Node unpacks one of them, tools for several
 * processors write many. Throws for anything that is no whole frame. A chunk of the source is done with
 * when the next one is asked for.
 */
export async function* unpackFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const frames = framesOf(source[Symbol.asyncIterator]());
  while (await frames.hasMore()) yield* unpackFrame(frames.next());
}

/** The pieces of one frame after the other. */
function framesOf(chunks: AsyncIterator<Uint8Array>) {
  const walk = createFrameWalk();
  let [chunk, at]: [Uint8Array, number] = [new Uint8Array(), 0];
  const hasMore = async (): Promise<boolean> => {
    while (at === chunk.length) {
      const { done, value } = await chunks.next();
      if (done === true) return false;
      [chunk, at] = [value, 0];
    }
    return true;
  };
  async function* next(): AsyncGenerator<Uint8Array> {
    for (let isLast = false; !isLast; ) {
      if (!(await hasMore())) throw new Error("it ends in the middle");
      const from = at;
      const piece = walk(chunk, from);
      [at, isLast] = [from + piece.bytes, piece.isLast];
      yield chunk.subarray(from, at);
    }
  }
  return { hasMore, next };
}

async function* unpackFrame(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Node passes these on to the stream; its types do not say so.
  const options: ZstdOptions & StreamOptions = {
    chunkSize: CHUNK_BYTES,
    // One piece at a time: its memory is used again after that.
    writableHighWaterMark: 1,
    readableHighWaterMark: CHUNK_BYTES,
  };
  const unpacker = createZstdDecompress(options);
  const fed = pipeline(pieces, unpacker);
  fed.catch(() => undefined);
  try {
    yield* unpacker;
  } catch (thrown) {
    await fed;
    throw thrown;
  }
  await fed;
}
