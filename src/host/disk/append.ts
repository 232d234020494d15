import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import * as fs from "node:fs/promises";
import type { AppendOptions } from "../../engine/index.ts";
import { parentOf } from "../paths.ts";
import { makeFolders, syncFolder } from "./durable.ts";

/** As much as may be lost with the power. */
const DURABLE_BYTES = 64 * 1024 * 1024;
/** A link may lead anywhere. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;

/** Resolves with the size of the file. What fails halfway leaves what came. */
export async function appendTo(
  place: string,
  pieces: AsyncIterable<Uint8Array>,
  options: AppendOptions,
): Promise<number> {
  await makeFolders(parentOf(place));
  const file = await fs.open(place, FLAGS, options.mode);
  try {
    await file.truncate(options.keepBytes);
    await syncFolder(parentOf(place));
    return await pour(file, pieces, options);
  } finally {
    await file.close();
  }
}

async function pour(
  file: FileHandle,
  pieces: AsyncIterable<Uint8Array>,
  { keepBytes, onBytes, onDurable }: AppendOptions,
): Promise<number> {
  let [bytes, durable] = [keepBytes, keepBytes];
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const { bytesWritten } = await file.write(piece, at, piece.length - at, bytes);
      at += bytesWritten;
      bytes += bytesWritten;
    }
    onBytes?.(bytes);
    if (bytes - durable < DURABLE_BYTES) continue;
    await file.datasync();
    durable = bytes;
    await onDurable?.(durable);
  }
  await file.sync();
  return bytes;
}
