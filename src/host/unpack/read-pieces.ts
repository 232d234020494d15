import type { FileHandle } from "node:fs/promises";

const PIECE_BYTES = 256 * 1024;

interface Reading {
  readonly signal?: AbortSignal | undefined;
  /** Read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** The next piece is read while one is worked on. Their memory is used again: one is good until the next is asked for. */
export function readInTurn(file: FileHandle, reading: Reading): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)];
  let turn = 0;
  return piecesOf(file, reading, () => buffers[turn++ % 2] ?? Buffer.alloc(PIECE_BYTES));
}

/** The same, each piece in memory of its own: whoever takes it may keep it. */
export function readToKeep(file: FileHandle, reading: Reading): AsyncGenerator<Uint8Array> {
  return piecesOf(file, reading, () => Buffer.allocUnsafeSlow(PIECE_BYTES));
}

async function* piecesOf(
  file: FileHandle,
  { signal, onBytes }: Reading,
  memory: () => Buffer,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  const ahead = () => {
    const reading = file.read(memory(), 0, PIECE_BYTES, position);
    // Whoever goes on reading is told.
    reading.catch(() => undefined);
    return reading;
  };
  let pending = ahead();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await pending;
      if (bytesRead === 0) return;
      position += bytesRead;
      onBytes?.(position);
      pending = ahead();
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // Its memory is written to until then.
    await pending.catch(() => undefined);
  }
}
