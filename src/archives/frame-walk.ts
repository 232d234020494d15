// Frames as RFC 8878, 3.1, describes them: where one ends is told by the headers of its blocks alone.

/** What the walk waits for: some bytes it has to read, or many that it only counts. */
interface Need {
  readonly bytes: number;
  readonly isRead: boolean;
  /** Says what comes next; `undefined`: the frame is over. */
  readonly then: (header: Buffer) => Need | undefined;
}

/** So many bytes from here on belong to the frame. */
interface FramePiece {
  readonly bytes: number;
  /** The frame ends with it. */
  readonly isLast: boolean;
}

/**
 * Follows the frames through the chunks of a stream: from where the last piece ended it says how far
 * the same frame goes in this chunk. Throws for what is no frame.
 */
export function createFrameWalk() {
  let need = MAGIC;
  let left = need.bytes;
  const header = Buffer.alloc(4);
  return function next(chunk: Uint8Array, from: number): FramePiece {
    for (let at = from; ; ) {
      const taken = Math.min(left, chunk.length - at);
      if (need.isRead) header.set(chunk.subarray(at, at + taken), need.bytes - left);
      at += taken;
      left -= taken;
      if (left > 0) return { bytes: at - from, isLast: false };
      const following = need.then(header);
      need = following ?? MAGIC;
      left = need.bytes;
      if (following === undefined) return { bytes: at - from, isLast: true };
    }
  };
}

const FRAME = 0xfd2fb528;
/** The lowest four bits are anything. */
const SKIPPABLE = 0x184d2a5;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const CHECKSUM_BYTES = 4;

const read = (bytes: number, then: Need["then"]): Need => ({ bytes, isRead: true, then });
const passed = (bytes: number, then: () => Need | undefined): Need | undefined =>
  bytes === 0 ? then() : { bytes, isRead: false, then };

const MAGIC = read(4, (magic) => {
  const word = magic.readUInt32LE();
  if (word >>> 4 === SKIPPABLE)
    return read(4, (size) => passed(size.readUInt32LE(), () => undefined));
  if (word !== FRAME) throw new Error("what follows a zstd frame is none");
  return read(1, (descriptor) => {
    const flags = descriptor.readUInt8();
    const hasChecksum = (flags & 4) !== 0;
    return passed(restOfHeader(flags), () => block(hasChecksum));
  });
});

/** Behind the descriptor: window, dictionary and size of the content. */
function restOfHeader(flags: number): number {
  const isSingle = (flags & 0x20) !== 0;
  const size = SIZE_BYTES[flags >>> 6] ?? 0;
  const dictionary = DICTIONARY_BYTES[flags & 3] ?? 0;
  const content = size === 0 && isSingle ? 1 : size;
  return (isSingle ? 0 : 1) + dictionary + content;
}

function block(hasChecksum: boolean): Need {
  return read(3, (header) => {
    const word = header.readUIntLE(0, 3);
    const isLast = (word & 1) === 1;
    // A run of one byte is told by that byte alone.
    const isRun = ((word >>> 1) & 3) === 1;
    const end = () => passed(hasChecksum ? CHECKSUM_BYTES : 0, () => undefined);
    return passed(isRun ? 1 : word >>> 3, () => (isLast ? end() : block(hasChecksum)));
  });
}
