import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { unmountBelow } from "./debian-tree.ts";

/** What takes minutes to make is made once per machine. Safe to remove at any time. */
const FOLDER = "/var/cache/bringup-tests";

/**
 * A folder that is made when there is none for these ingredients yet, and never changed after that.
 * What the same subject was made of before is removed. Lanes run beside each other: one makes it, the
 * others wait for it.
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
  const release = await locked(join(FOLDER, `.${subject}.lock`));
  try {
    if (!existsSync(folder)) await makeAnew(subject, folder, make);
  } finally {
    await release();
  }
  return folder;
}

async function makeAnew(
  subject: string,
  folder: string,
  make: (folder: string) => void | Promise<void>,
): Promise<void> {
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
}

/** Waits for flock(1); it ends, and the lock with it, when this process does. */
async function locked(path: string): Promise<() => Promise<void>> {
  const holder = spawn("flock", [path, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "close");
  const held = await Promise.race([once(holder.stdout, "data"), ended.then(() => undefined)]);
  if (held === undefined) throw new Error(`${path} cannot be locked`);
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
