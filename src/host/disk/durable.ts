import { constants, type FileHandle, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { baseName, joinPath, parentOf } from "../paths.ts";
import { errnoOf } from "./file-error.ts";

let lastTemporary = 0;

/**
 * Fills a temporary file in the folder of `place` and gives it the final name only when every byte
 * is on the disk. After a power cut there is the old file or the new one, never a part.
 */
export async function replaceFile(
  place: string,
  mode: number,
  fill: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const folder = parentOf(place);
  await makeFolders(folder);
  await removeLeftovers(place);
  lastTemporary += 1;
  const temporary = joinPath(
    folder,
    `.${baseName(place)}.${process.pid}.${lastTemporary}.bringup-tmp`,
  );
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await fill(file);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, place);
  } catch (thrown) {
    await unlink(temporary).catch(() => undefined);
    throw thrown;
  }
  await syncFolder(folder);
}

/** Makes missing folders (0755 whatever the umask), each durable before the next. */
export async function makeFolders(folder: string, mode = 0o755): Promise<void> {
  const made = await makeOne(folder, mode);
  if (made) return;
  await makeFolders(parentOf(folder));
  await makeOne(folder, mode);
}

/** `false`: the folder above is missing. */
async function makeOne(folder: string, mode: number): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return false;
    if (errnoOf(thrown) === "EEXIST") return true;
    throw thrown;
  }
  const made = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await made.chmod(mode);
  } finally {
    await made.close();
  }
  await syncFolder(parentOf(folder));
  return true;
}

/** Makes names in a folder durable. File systems that cannot (EINVAL) have nothing to flush. */
export async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await opened.sync();
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno !== "EINVAL" && errno !== "ENOTSUP" && errno !== "EROFS") throw thrown;
  } finally {
    await opened.close();
  }
}

/** Temporary files that an earlier process left when it was cut off. There is one writer per host. */
async function removeLeftovers(place: string): Promise<void> {
  const folder = parentOf(place);
  const start = `.${baseName(place)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !name.endsWith(".bringup-tmp")) continue;
    const owner = name.slice(start.length).split(".")[0];
    if (owner === String(process.pid)) continue;
    await unlink(joinPath(folder, name)).catch(() => undefined);
  }
}
