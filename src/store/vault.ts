import { timingSafeEqual } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SecretReader } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { keyedDigestOf } from "../secrets/index.ts";
import { isErrno } from "./errno.ts";
import { makePrivateFolder, shredPrivate, syncFolder, writePrivate } from "./private-files.ts";
import { jsonOf } from "./records.ts";

/** Secrets of an approved run, by the names the document refers to. Values never leave by a throw. */
export interface SecretVault extends SecretReader {
  /** On the disk when it returns. */
  put(name: string, value: string): void;
  /** Names that have a value now. */
  names(): readonly string[];
  /** Keyed digest of the value last given, also after it was wiped. */
  digest(name: string): string | undefined;
  /** Overwrites and removes the values, all unless told; digests stay. */
  wipe(names?: readonly string[]): void;
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const DIGESTS_FILE = "secret-digests.json";
const digestsShape = z.object({ key: z.string(), digests: z.record(z.string(), z.string()) });

/** Values in `dir`/secrets (0700, files 0600); `dir` is the state directory, the key `loadHostKey`'s. */
export function openSecretVault(dir: string, hostKey: Uint8Array): SecretVault {
  const folder = join(dir, "secrets");
  makePrivateFolder(folder);
  removeLeftovers(folder);
  const digestsPath = join(dir, DIGESTS_FILE);
  // Digests made with another key say nothing: they count as never given.
  const key = keyedDigestOf(hostKey, "bringup host key").slice(0, 16);
  const digests = () => readDigests(digestsPath, key);
  const names = () => readdirSync(folder).filter((name) => NAME.test(name));
  return {
    put(name, value) {
      if (!NAME.test(name)) throw new BringupError("BUG", `not a name of a secret: ${name}`);
      const digest = keyedDigestOf(hostKey, value);
      // The digest first: a value without one would be taken for a secret nobody approved.
      const all = { ...digests(), [name]: digest };
      withRoom(dir, () => {
        writePrivate(digestsPath, Buffer.from(JSON.stringify({ key, digests: all })));
        writePrivate(join(folder, name), Buffer.from(value));
      });
    },
    read: async (name) => (NAME.test(name) ? readValue(join(folder, name)) : undefined),
    matches(name, value) {
      const digest = digests()[name];
      return digest === undefined ? undefined : sameDigest(digest, keyedDigestOf(hostKey, value));
    },
    names,
    digest: (name) => digests()[name],
    wipe(chosen = names()) {
      for (const name of chosen) if (NAME.test(name)) shredPrivate(join(folder, name));
      syncFolder(folder);
    },
  };
}

function withRoom(dir: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    if (!isErrno(thrown, "ENOSPC")) throw thrown;
    throw noRoom(dir, thrown);
  }
}

function noRoom(dir: string, cause: unknown): BringupError {
  return new BringupError("DISK_FULL", `no room for secrets in ${dir}`, { cause });
}

function readValue(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (isErrno(thrown, "ENOENT")) return undefined;
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, cause: unknown): BringupError {
  return new BringupError("FILE_UNREADABLE", `${path} cannot be read`, { cause });
}

function readDigests(path: string, key: string): Readonly<Record<string, string>> {
  const parsed = digestsShape.safeParse(jsonOf(readValue(path)));
  return parsed.success && parsed.data.key === key ? parsed.data.digests : {};
}

/** Halves of writes that were cut off hold secrets too. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(".")) shredPrivate(join(folder, name));
  }
}

function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
