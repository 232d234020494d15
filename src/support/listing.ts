import { createHash } from "node:crypto";
import type { Gather } from "../host/index.ts";
import type { What } from "./contract.ts";
import { type Found, walk } from "./walk.ts";

const DEPTH = 4;
const MOST = 5000;
/** A program is a few hundred megabytes at most. */
const MOST_HASHED_BYTES = 1024 ** 3;

/** What is in a folder, one line each; `undefined`: there is no such folder. */
export async function listingOf(
  { path, depth = DEPTH }: Extract<What, { is: "listing" }>,
  gather: Gather,
  signal: AbortSignal,
): Promise<string | undefined> {
  if ((await gather.files.stat(path)) === undefined) return undefined;
  const found = await walk(path, gather, { depth, most: MOST, signal });
  const lines = found.map(lineOf);
  if (found.length >= MOST) lines.push(`... only the first ${MOST} are listed`);
  return `${lines.join("\n")}\n`;
}

const LETTERS = { file: "-", directory: "d", link: "l", other: "?" } as const;

function lineOf({ path, stat, target }: Found): string {
  const size = `${stat.sizeBytes}`.padStart(14);
  const time = new Date(stat.modifiedMs).toISOString().slice(0, 19);
  const to = target === undefined ? "" : ` -> ${target}`;
  return `${LETTERS[stat.kind]}${stat.mode.toString(8).padStart(4, "0")} ${size} ${time} ${path}${to}`;
}

/** As `sha256sum` writes them, of the files right in the folder. */
export async function checksumsOf(
  path: string,
  gather: Gather,
  signal: AbortSignal,
): Promise<string | undefined> {
  if ((await gather.files.stat(path)) === undefined) return undefined;
  const lines: string[] = [];
  for (const { path: file, stat } of await walk(path, gather, { depth: 2, most: 200, signal })) {
    if (stat.kind !== "file") continue;
    const digest = signal.aborted ? "the time was up" : await digestOf(file, gather, signal);
    lines.push(`${digest}  ${file}`);
  }
  return `${lines.join("\n")}\n`;
}

async function digestOf(path: string, gather: Gather, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  try {
    const options = { maxBytes: MOST_HASHED_BYTES, keep: "first", signal } as const;
    for await (const chunk of gather.read(path, options)) hash.update(chunk);
    return hash.digest("hex");
  } catch (thrown) {
    return `(${thrown instanceof Error ? thrown.message : thrown})`;
  }
}
