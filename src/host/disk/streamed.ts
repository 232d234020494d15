import { replaceFile } from "./durable.ts";
import { writeFailure } from "./file-error.ts";

/**
 * A file that is written piece by piece: under its name it is there whole or not at all. Absolute path
 * on this machine. @throws DISK_FULL, FILE_UNWRITABLE, and what `fill` throws
 */
export async function saveStreamed<T>(
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  let result: { readonly value: T } | undefined;
  try {
    await replaceFile(path, 0o600, async (file) => {
      result = { value: await fill((bytes) => file.writeFile(bytes)) };
    });
  } catch (thrown) {
    throw writeFailure(path, thrown);
  }
  // It is set: `replaceFile` throws when `fill` did not end.
  return (result as { readonly value: T }).value;
}
