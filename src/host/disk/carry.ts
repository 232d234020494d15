import { createHash } from "node:crypto";
import { constants, type FileHandle, open, rename } from "node:fs/promises";
import { parentOf } from "../paths.ts";
import { syncFolder } from "./durable.ts";
import { isAbsent, writeFailure } from "./file-error.ts";

export interface CarryOptions {
  readonly signal: AbortSignal;
  onBytes?(done: number, total: number): void;
}

export interface Carried {
  readonly bytes: number;
  readonly sha256: string;
  /** So much was there already, from a copy that was cut off, and is the same. */
  readonly resumedBytes: number;
}

const CHUNK_BYTES = 1024 ** 2;

/**
 * Copies a file to a medium that may be pulled out at any time. What an earlier copy left is read and
 * compared; the copy goes on after the last piece that is the same. On the medium when it returns.
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function carryFile(from: string, to: string, options: CarryOptions): Promise<Carried> {
  const part = `${to}.part`;
  const source = await open(from, "r");
  try {
    const target = await open(part, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const carried = await pour(source, target, options);
      await target.sync();
      await rename(part, to);
      await syncFolder(parentOf(to));
      return carried;
    } finally {
      await target.close();
    }
  } catch (thrown) {
    throw writeFailure(to, thrown);
  } finally {
    await source.close();
  }
}

async function pour(
  source: FileHandle,
  target: FileHandle,
  { signal, onBytes }: CarryOptions,
): Promise<Carried> {
  const { size } = await source.stat();
  const hash = createHash("sha256");
  let isSame = true;
  let resumedBytes = 0;
  for (let at = 0; at < size; ) {
    signal.throwIfAborted();
    const chunk = await piece(source, at);
    if (chunk.length === 0) break;
    isSame &&= chunk.equals(await piece(target, at));
    if (isSame) resumedBytes += chunk.length;
    else await writePiece(target, chunk, at);
    hash.update(chunk);
    at += chunk.length;
    onBytes?.(at, size);
  }
  await target.truncate(size);
  return { bytes: size, sha256: hash.digest("hex"), resumedBytes };
}

async function writePiece(target: FileHandle, chunk: Buffer, at: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await target.write(chunk, done, chunk.length - done, at + done);
    done += bytesWritten;
  }
}

async function piece(file: FileHandle, at: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at);
  return chunk.subarray(0, bytesRead);
}

/** What is on the medium now; `undefined`: nothing of that name. */
export async function digestOnMedium(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const hash = createHash("sha256");
      for (let at = 0, chunk = await piece(file, 0); chunk.length > 0; ) {
        hash.update(chunk);
        at += chunk.length;
        chunk = await piece(file, at);
      }
      return hash.digest("hex");
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}
