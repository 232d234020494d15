import { dirname } from "node:path";
import type { HostIO } from "../engine/index.ts";
import { createHostKey, type HostKey, restoreHostKey } from "../plane/index.ts";

/** The key of this host, made on first use. One that cannot be read is set aside, never overwritten. */
export function createKeyFile(files: HostIO["files"], path: string): () => Promise<HostKey> {
  let opened: Promise<HostKey> | undefined;
  return () => {
    opened ??= openKey(files, path).catch((thrown: unknown) => {
      opened = undefined;
      throw thrown;
    });
    return opened;
  };
}

async function openKey(files: HostIO["files"], path: string): Promise<HostKey> {
  const text = await files.readText(path);
  const kept = text === undefined ? undefined : await restoreHostKey(text);
  if (kept !== undefined) return kept;
  if (text !== undefined) await files.writeAtomic(`${path}.unreadable`, text, { mode: 0o600 });
  const folder = dirname(path);
  if ((await files.stat(folder)) === undefined) await files.makeDirectory(folder, { mode: 0o700 });
  const key = await createHostKey();
  await files.writeAtomic(path, key.serialise(), { mode: 0o600 });
  return key;
}
