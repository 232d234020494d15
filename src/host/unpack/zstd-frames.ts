// Frames as RFC 8878, 3.1, describes them: Node unpacks one of them, tools for several processors write many.
import { pipeline } from "node:stream/promises";
import { createZstdDecompress, type ZstdOptions } from "node:zlib";
import { type ByteReader, readerOf } from "./byte-reader.ts";

interface StreamOptions {
  readonly highWaterMark: number;
}

const CHUNK_BYTES = 128 * 1024;
const AHEAD_BYTES = 1024 * 1024;
const MAGIC = 0xfd2fb528;
/** The lowest four bits are anything. */
const SKIPPABLE = 0x184d2a5;

/** What all frames of a stream hold, one after the other. Throws for anything that is no whole frame. */
export async function* unpackFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = readerOf(source);
  while (!(await reader.isAtEnd())) {
    const magic = await reader.take(4);
    const kind = magic.readUInt32LE();
    if (kind >>> 4 === SKIPPABLE) await skip(reader);
    else if (kind === MAGIC) yield* unpackFrame(magic, reader);
    else throw new Error("what follows a zstd frame is none");
  }
}

async function* unpackFrame(magic: Buffer, reader: ByteReader): AsyncGenerator<Uint8Array> {
  // Node passes it on to the stream; its types do not say so.
  const options: ZstdOptions & StreamOptions = {
    chunkSize: CHUNK_BYTES,
    highWaterMark: AHEAD_BYTES,
  };
  const unpacker = createZstdDecompress(options);
  const fed = pipeline(frame(magic, reader), unpacker);
  fed.catch(() => undefined);
  try {
    yield* unpacker;
  } catch (thrown) {
    await fed;
    throw thrown;
  }
  await fed;
}

async function* frame(magic: Buffer, reader: ByteReader): AsyncGenerator<Uint8Array> {
  const descriptor = await reader.take(1);
  const flags = descriptor.readUInt8();
  yield magic;
  yield descriptor;
  yield await reader.take(headerBytes(flags));
  for (let isLast = false; !isLast; ) {
    const header = await reader.take(3);
    const word = header.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    yield header;
    // A run of one byte is told by that byte alone.
    const isRun = ((word >>> 1) & 3) === 1;
    yield* reader.chunks(isRun ? 1 : word >>> 3);
  }
  const hasChecksum = (flags & 4) !== 0;
  if (hasChecksum) yield await reader.take(4);
}

const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];

/** Behind the descriptor: window, dictionary and size of the content. */
function headerBytes(flags: number): number {
  const isSingle = (flags & 0x20) !== 0;
  const size = SIZE_BYTES[flags >>> 6] ?? 0;
  const dictionary = DICTIONARY_BYTES[flags & 3] ?? 0;
  const content = size === 0 && isSingle ? 1 : size;
  return (isSingle ? 0 : 1) + dictionary + content;
}

async function skip(reader: ByteReader): Promise<void> {
  const bytes = (await reader.take(4)).readUInt32LE();
  for await (const _ of reader.chunks(bytes));
}
