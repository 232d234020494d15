import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isErrno } from "./errno.ts";
import { makePrivateFolder, syncFolder, writePrivate } from "./private-files.ts";

const KEY_BYTES = 32;

/**
 * The key that digests of secrets are made with: random, made once in `dir` (state directory),
 * never leaves this host. A damaged one is replaced; old digests then match nothing.
 */
export function loadHostKey(dir: string): Uint8Array {
  makePrivateFolder(dir);
  const path = join(dir, "host.key");
  const found = readKey(path);
  if (found !== undefined) return found;
  if (existsSync(path)) renameSync(path, `${path}.damaged`);
  const draft = join(dir, `.host-key-${randomBytes(6).toString("hex")}`);
  writePrivate(draft, randomBytes(KEY_BYTES));
  try {
    // A link refuses to replace: of two processes that start together, the first one's key stays.
    linkSync(draft, path);
  } catch (thrown) {
    if (!isErrno(thrown, "EEXIST")) throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(dir);
  return readFileSync(path);
}

function readKey(path: string): Uint8Array | undefined {
  try {
    const key = readFileSync(path);
    return key.length === KEY_BYTES ? key : undefined;
  } catch (thrown) {
    if (isErrno(thrown, "ENOENT")) return undefined;
    throw thrown;
  }
}
