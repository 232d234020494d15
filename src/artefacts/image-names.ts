import { z } from "zod";
import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { BringupError, type ErrorCode } from "../errors/index.ts";
import { GIB } from "../quantity/index.ts";
import type { Artefact } from "./artefact.ts";

/** As `docker save` and `ctr images export` write them. */
const MANIFEST = "manifest.json";
const INDEX = "index.json";
const BLOCK_BYTES = 512;
const MOST_LIST_BYTES = 4 * 1024 * 1024;
const MOST_ENTRIES = 20_000;

const manifest = z.array(z.looseObject({ RepoTags: z.array(z.string()).nullish() }));
const index = z.looseObject({
  manifests: z.array(z.looseObject({ annotations: z.record(z.string(), z.string()).optional() })),
});
/** Whole names first: the other is a tag alone in many archives. */
const NAMES = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];

/** What an archive says of itself. */
export type ImageList =
  | { readonly is: "listed"; readonly names: readonly string[] }
  /** It is none that anything should be imported from: cut off, a bomb, names that lead elsewhere. */
  | { readonly is: "refused"; readonly code: ErrorCode; readonly why: string };

/**
 * Names of the images in an archive, by its own list, past everything else in it; one that is packed is read
 * through once. Absent: there is no archive, or none that lists anything. Throws nothing.
 */
export function observeImageNames(host: HostView, path: string): Promise<Fact<ImageList>> {
  return factOf(async () => {
    const head = await host.files.read(path, { maxBytes: 4 });
    const isPacked = head !== undefined && PACKED.some((magic) => startsWith(head, magic));
    return await (isPacked ? namesInPacked : namesInPlain)(host, path);
  });
}

const remembered = new Map<string, Promise<Fact<ImageList>>>();
const MOST_REMEMBERED = 100;

/**
 * The same, asked once in the life of this program for each content: the digest is known already, since
 * nothing is installed without it, and hosts remember it by size, times and name. Trouble is not remembered.
 */
export function observeImagesOf(
  host: HostView,
  { path, sha256 }: Pick<Artefact, "path" | "sha256">,
): Promise<Fact<ImageList>> {
  const known = remembered.get(sha256);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const asked = observeImageNames(host, path);
  remembered.set(sha256, asked);
  return asked.then((list) => {
    if (list.is !== "known") remembered.delete(sha256);
    return list;
  });
}

async function namesInPlain(host: HostView, path: string): Promise<ImageList | undefined> {
  const size = (await host.files.stat(path))?.sizeBytes ?? 0;
  let names: ImageList | undefined;
  for (let [at, entries] = [0, 0]; at < size && entries < MOST_ENTRIES; entries += 1) {
    const header = await readAt(host, path, { at, bytes: BLOCK_BYTES });
    const entry = entryIn(header);
    if (entry === undefined) break;
    const bytes = Math.min(entry.bytes, MOST_LIST_BYTES);
    const list = async () =>
      JSON.parse(text(await readAt(host, path, { at: at + BLOCK_BYTES, bytes })));
    // Both may be there: the first has the names as they are pulled.
    if (entry.name === MANIFEST) return namesOfManifest(await list());
    if (entry.name === INDEX) names = namesOfIndex(await list());
    at += BLOCK_BYTES + Math.ceil(entry.bytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return names;
}

/** Gzip and zstd. */
const PACKED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
];
const PIECE_BYTES = 1024 * 1024;
/** More than all images of a release unpacked, by far. */
const MOST_UNPACKED_BYTES = 64 * GIB;
/** An archive of 1 GB takes some seconds on a slow processor. */
const MOST_MS = 90_000;

/** Unpacked in passing: nothing of it is kept but the list. */
async function namesInPacked(host: HostView, path: string): Promise<ImageList | undefined> {
  // Only who has a packed archive pays for what reads it.
  const { readNamed } = await import("../archives/index.ts");
  const signal = AbortSignal.timeout(MOST_MS);
  try {
    const found = await readNamed(piecesOf(host, path), [MANIFEST, INDEX], {
      ...{ maxEntries: MOST_ENTRIES, maxBytes: MOST_UNPACKED_BYTES },
      ...{ maxKeptBytes: MOST_LIST_BYTES, signal },
    });
    const [manifest, index] = [found.get(MANIFEST), found.get(INDEX)];
    if (manifest !== undefined) return namesOfManifest(JSON.parse(text(manifest)));
    return index && namesOfIndex(JSON.parse(text(index)));
  } catch (thrown) {
    if (!(thrown instanceof BringupError)) throw thrown;
    // Nothing was to be written: what is too large for any disk is a bomb.
    const code = thrown.code === "DISK_FULL" ? "ARCHIVE_UNSAFE" : thrown.code;
    return { is: "refused", code, why: `${path}: ${thrown.message}` };
  }
}

async function* piecesOf(host: HostView, path: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const piece = await readAt(host, path, { at, bytes: PIECE_BYTES });
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}

function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => head[at] === byte);
}

function namesOfManifest(list: unknown): ImageList {
  return { is: "listed", names: manifest.parse(list).flatMap(({ RepoTags }) => RepoTags ?? []) };
}

function namesOfIndex(list: unknown): ImageList {
  const names = index
    .parse(list)
    .manifests.flatMap(({ annotations = {} }) =>
      NAMES.flatMap((name) => annotations[name] ?? []).slice(0, 1),
    );
  return { is: "listed", names };
}

interface Part {
  readonly at: number;
  readonly bytes: number;
}

async function readAt(host: HostView, path: string, { at, bytes }: Part): Promise<Uint8Array> {
  return (await host.files.read(path, { fromByte: at, maxBytes: bytes })) ?? new Uint8Array();
}

/** `undefined`: no header of a tar, or its end. */
function entryIn(
  header: Uint8Array,
): { readonly name: string; readonly bytes: number } | undefined {
  if (header.length < BLOCK_BYTES || text(header.subarray(257, 262)) !== "ustar") return undefined;
  const name = text(header.subarray(0, 100)).replace(/\0.*$/s, "").replace(/^\.\//, "");
  return { name, bytes: sizeIn(header.subarray(124, 136)) };
}

/** Octal, or binary where it would be too long for that. */
function sizeIn(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(text(field), 8) || 0;
  return field.subarray(4).reduce((sum, byte) => sum * 256 + byte, 0);
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
