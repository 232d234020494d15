import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { createRedactor } from "../secrets/index.ts";
import { readablePart } from "./readable.ts";

const compress = promisify(gzip);

/** As much as is compressed at once; what is too much is dropped in such pieces. */
const PIECE_BYTES = 256 * 1024;
/** A source that gives so many times what is kept is a flood, and not waited for. */
const FLOOD = 8;

/** A file of the bundle, as it grows: masked, then compressed, so that little memory holds much of it. */
export interface Item {
  /** `false`: it wants no more. */
  write(chunk: Uint8Array): Promise<boolean>;
  end(): Promise<DoneItem>;
}

export interface DoneItem {
  /** Each a whole gzip stream: one after the other they are one file. */
  readonly pieces: readonly Piece[];
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly isCut: boolean;
  /** It could not be searched for secrets: nothing of it is kept. */
  readonly isUnreadable: boolean;
  readonly masked: number;
}

export interface Piece {
  readonly bytes: number;
  readonly packed: Buffer;
}

export interface ItemOptions {
  readonly maxBytes: number;
  readonly keep: "first" | "last";
  /** Secrets that are known by value. */
  readonly values: readonly string[];
}

export function createItem({ maxBytes, keep, values }: ItemOptions): Item {
  const redactor = createRedactor({ values });
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let pieces: Piece[] = [];
  let bytes = 0;
  let taken = 0;
  let isCut = false;
  let isUnreadable = false;

  async function pack(): Promise<void> {
    if (waitingBytes === 0) return;
    const plain = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    pieces.push({ bytes: plain.length, packed: await compress(plain) });
    bytes += plain.length;
    while (keep === "last" && bytes > maxBytes && pieces.length > 1) {
      isCut = true;
      bytes -= pieces.shift()?.bytes ?? 0;
    }
  }

  async function add(text: Buffer): Promise<void> {
    waiting.push(text);
    waitingBytes += text.length;
    if (waitingBytes >= PIECE_BYTES) await pack();
  }

  return {
    async write(chunk) {
      if (isUnreadable || chunk.length === 0) return !isUnreadable;
      const room = keep === "first" ? maxBytes - taken : chunk.length;
      const text = readablePart(chunk.subarray(0, room));
      isUnreadable ||= text === undefined;
      taken += chunk.length;
      if (text === undefined) return false;
      await add(redactor.write(text));
      const isEnough = taken > (keep === "first" ? maxBytes : maxBytes * FLOOD);
      isCut ||= isEnough;
      return !isEnough;
    },
    async end() {
      await add(redactor.end());
      await pack();
      if (isUnreadable) pieces = [];
      const compressedBytes = pieces.reduce((sum, { packed }) => sum + packed.length, 0);
      const { length } = pieces;
      const kept = length === 0 ? 0 : bytes;
      return {
        pieces,
        bytes: kept,
        compressedBytes,
        isCut,
        isUnreadable,
        masked: redactor.masked(),
      };
    },
  };
}

/** The newest of it that has room; `undefined`: nothing of it has. */
export function shrink(item: DoneItem, room: number): DoneItem | undefined {
  let { bytes, compressedBytes } = item;
  let from = 0;
  for (const { bytes: plain, packed } of item.pieces) {
    if (compressedBytes <= room) break;
    from += 1;
    bytes -= plain;
    compressedBytes -= packed.length;
  }
  const pieces = item.pieces.slice(from);
  if (pieces.length === 0) return undefined;
  return { ...item, pieces, bytes, compressedBytes, isCut: item.isCut || from > 0 };
}

/** Of the file as it is unpacked. */
export function digestOfItem({ pieces }: DoneItem): string {
  const hash = createHash("sha256");
  for (const { packed } of pieces) hash.update(gunzipSync(packed));
  return hash.digest("hex");
}
