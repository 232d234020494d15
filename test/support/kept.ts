import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { unmountBelow } from "./debian-tree.ts";

/** What takes minutes to make is made once per machine. Safe to remove at any time. */
const FOLDER = "/var/cache/bringup-tests";

/**
 * A folder that is made when there is none for these ingredients yet, and never changed after that.
 * What the same subject was made of before is removed.
 */
export async function kept(
  subject: string,
  ingredients: readonly string[],
  make: (folder: string) => void | Promise<void>,
): Promise<string> {
  const digest = createHash("sha256").update(JSON.stringify(ingredients)).digest("hex");
  const folder = join(FOLDER, `${subject}-${digest.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER))
    if (name.startsWith(`${subject}-`)) rmSync(join(FOLDER, name), { recursive: true });
  const making = mkdtempSync(join(FOLDER, "making-"));
  try {
    await make(making);
    renameSync(making, folder);
  } finally {
    unmountBelow(making);
    rmSync(making, { recursive: true, force: true, maxRetries: 3 });
  }
  return folder;
}
