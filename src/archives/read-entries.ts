import { pipeline } from "node:stream/promises";
import { createGunzip, type ZlibOptions } from "node:zlib";
import { type Entry, extract, type Headers } from "tar-stream";
import { BringupError, isAbort } from "../errors/index.ts";
import { entryPath, unsafe } from "./entry-path.ts";
import { CHUNK_BYTES, unpackFrames } from "./zstd-frames.ts";

export interface UnpackLimits {
  /** Files and folders together. */
  readonly maxEntries: number;
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
  /** Names at the top that are ours. */
  readonly reserved: readonly string[];
  /** Links are passed over, where nothing is written: an archive of images may hold a layer twice by one. */
  readonly links?: "passed";
  readonly signal?: AbortSignal;
}

/** Where the entries go; paths are safe and below its folder. */
export interface UnpackTarget {
  makeFolder(path: string): Promise<void>;
  /** Whole in this folder since before: its content is passed over. */
  has(path: string, bytes: number): Promise<boolean>;
  write(file: UnpackedFile, content: AsyncIterable<Uint8Array>): Promise<void>;
}

interface UnpackedFile {
  readonly path: string;
  /** Of others than the owner nothing but reading and running. */
  readonly mode: number;
}

/**
 * Reads a tar, plain or packed with gzip or zstd, and hands on its files one by one. Nothing but plain
 * files and folders below the target is taken: an archive may come from anywhere.
 * @throws ARCHIVE_UNSAFE, ARCHIVE_DAMAGED, DISK_FULL
 */
export async function unpackEntries(
  source: AsyncIterable<Uint8Array>,
  head: Uint8Array,
  target: UnpackTarget,
  limits: UnpackLimits,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const tar = extract();
  const flowing = flow(source, head, tar);
  // Its failure ends the loop below as well; who ends first tells why.
  flowing.catch(() => undefined);
  const admitted = createGate(limits);
  try {
    for await (const entry of tar) {
      limits.signal?.throwIfAborted();
      await take(entry, admitted(entry.header), target);
    }
    await flowing;
  } catch (thrown) {
    tar.destroy();
    await flowing.catch(() => undefined);
    limits.signal?.throwIfAborted();
    throw thrown instanceof BringupError || isAbort(thrown) ? thrown : damaged(thrown);
  }
  const { files, bytes } = admitted.count();
  if (files === 0) throw new BringupError("ARCHIVE_DAMAGED", "the archive holds no file");
  return { files, bytes };
}

type Packing = "zstd" | "gzip" | "none";

/** By what it begins with, whatever it is called. */
export function packingOf(head: Uint8Array): Packing {
  const begins = (magic: readonly number[]) => magic.every((byte, at) => head[at] === byte);
  if (begins(ZSTD)) return "zstd";
  return begins(GZIP) ? "gzip" : "none";
}

async function flow(
  source: AsyncIterable<Uint8Array>,
  head: Uint8Array,
  tar: NodeJS.WritableStream,
): Promise<void> {
  const packing = packingOf(head);
  if (packing === "zstd") await pipeline(source, unpackFrames, tar);
  else if (packing === "gzip") await pipeline(source, createGunzip(ONE_AT_A_TIME), tar);
  else await pipeline(source, tar);
}

/** Node passes the second on to the stream; its types do not say so. */
const ONE_AT_A_TIME: ZlibOptions & { readonly writableHighWaterMark: number } = {
  chunkSize: CHUNK_BYTES,
  writableHighWaterMark: 1,
};

type Admitted =
  | { readonly is: "folder"; readonly path: string }
  | { readonly is: "passed"; readonly path: string }
  | { readonly is: "file"; readonly path: string; readonly bytes: number; readonly mode: number };

async function take(entry: Entry, admitted: Admitted, target: UnpackTarget): Promise<void> {
  const { path } = admitted;
  if (admitted.is === "passed") {
    entry.resume();
  } else if (admitted.is === "folder") {
    if (path !== "") await target.makeFolder(path);
    entry.resume();
  } else if (await target.has(path, admitted.bytes)) {
    entry.resume();
  } else {
    await target.write({ path, mode: admitted.mode }, entry);
  }
}

/** Links lead elsewhere, devices are no content. */
function refuseOdd({ name, type }: Pick<Headers, "name" | "type">): void {
  if (type === "file" || type === "contiguous-file") return;
  throw unsafe(name, `is a ${type ?? "thing"}, not a file`);
}

/** Judges each entry by its header, before a byte of it is read. */
function createGate({ maxEntries, maxBytes, reserved, links }: UnpackLimits) {
  const seen = new Set<string>();
  let [entries, bytes] = [0, 0];
  const isPassed = (type: Headers["type"]) => links === "passed" && /link$/.test(type ?? "");
  const admit = ({ name, type, size = 0, mode = 0o644 }: Headers): Admitted => {
    const path = entryPath(name);
    entries += 1;
    if (entries > maxEntries) throw unsafe(name, `is one of more than ${maxEntries} entries`);
    if (type === "directory") return { is: "folder", path };
    if (path === "" || reserved.includes(path)) throw unsafe(name, "has a name kept for us");
    if (isPassed(type)) return { is: "passed", path };
    refuseOdd({ name, type });
    if (seen.has(path)) throw unsafe(name, "is there twice");
    seen.add(path);
    bytes += size;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    return { is: "file", path, bytes: size, mode: (mode & 0o100) === 0 ? 0o644 : 0o755 };
  };
  return Object.assign(admit, { count: () => ({ files: seen.size, bytes }) });
}

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

function tooLarge(maxBytes: number): BringupError {
  const message = `what is in the archive needs more than the ${maxBytes} bytes there is room for`;
  return new BringupError("DISK_FULL", message);
}

function damaged(thrown: unknown): BringupError {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  const message = `the archive cannot be read to its end: ${why}`;
  return new BringupError("ARCHIVE_DAMAGED", message, { cause: thrown });
}
