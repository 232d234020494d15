import { rm } from "node:fs/promises";

/** Removes a folder in which a process may still write its last file before it ends. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 });
}
