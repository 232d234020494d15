/** Bytes of a stream as somebody asks for them. */
export interface ByteReader {
  isAtEnd(): Promise<boolean>;
  /** Exactly as many. Throws when the stream ends before. */
  take(bytes: number): Promise<Buffer>;
  /** The same in pieces as they came, for many. */
  chunks(bytes: number): AsyncGenerator<Uint8Array>;
}

export function readerOf(source: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array();
  let isOver = false;

  async function fill(): Promise<void> {
    const { done, value } = await iterator.next();
    if (done === true) isOver = true;
    else held = value;
  }

  async function isAtEnd(): Promise<boolean> {
    while (held.length === 0 && !isOver) await fill();
    return held.length === 0;
  }

  async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
    for (let left = bytes; left > 0; ) {
      if (await isAtEnd()) throw new Error("it ends in the middle");
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  return {
    isAtEnd,
    chunks,
    async take(bytes) {
      if (held.length >= bytes) {
        const piece = held.subarray(0, bytes);
        held = held.subarray(bytes);
        return Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      }
      const pieces: Uint8Array[] = [];
      for await (const piece of chunks(bytes)) pieces.push(piece);
      return Buffer.concat(pieces);
    },
  };
}
