import { createHash } from "node:crypto";
import type { HostView } from "../../engine/index.ts";

const DIGEST_BYTES = 32;
/** Pages of the database: a file that is longer by a digest ends with one. */
const PAGE_BYTES = 512;
const PART_BYTES = 4 * 1024 ** 2;

/**
 * etcd writes the SHA-256 of a snapshot at its end, and takes none back whose digest is another (etcd,
 * snapshot restore). Why it is no sound one; `undefined`: it is.
 */
export async function trailerProblem(
  host: HostView,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const sizeBytes = (await host.files.stat(path))?.sizeBytes ?? 0;
  if (sizeBytes === 0) return `${path} is empty`;
  if (sizeBytes % PAGE_BYTES !== DIGEST_BYTES) return `${path} does not end with its digest`;
  const end = sizeBytes - DIGEST_BYTES;
  const hash = createHash("sha256");
  for (let at = 0; at < end; at += PART_BYTES) {
    signal.throwIfAborted();
    const maxBytes = Math.min(PART_BYTES, end - at);
    hash.update((await host.files.read(path, { fromByte: at, maxBytes })) ?? "");
  }
  const told = await host.files.read(path, { fromByte: end, maxBytes: DIGEST_BYTES });
  const isSound = told !== undefined && hash.digest().equals(told);
  return isSound ? undefined : `${path} is damaged: its digest is of other bytes`;
}
