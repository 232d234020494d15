import type { FileStat } from "../engine/index.ts";
import type { Gather } from "../host/index.ts";

export interface Found {
  readonly path: string;
  readonly stat: FileStat;
  /** Of a link. */
  readonly target?: string;
}

export interface WalkOptions {
  readonly depth: number;
  /** How many at most. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/** Everything below a folder, each once: links are named and never followed. */
export async function walk(
  folder: string,
  { files }: Gather,
  { depth, most, signal }: WalkOptions,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const open = [{ path: folder, depth }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const name of (await files.list(next.path)) ?? []) {
      signal.throwIfAborted();
      if (found.length >= most) return found;
      const one = await lookAt(`${next.path}/${name}`.replace("//", "/"), files);
      if (one === undefined) continue;
      found.push(one);
      const isOpened = one.stat.kind === "directory" && next.depth > 1;
      if (isOpened) open.push({ path: one.path, depth: next.depth - 1 });
    }
  }
  return found;
}

/** `undefined`: it went away, or nobody may see it. */
async function lookAt(path: string, files: Gather["files"]): Promise<Found | undefined> {
  const stat = await files.stat(path).catch(() => undefined);
  if (stat === undefined) return undefined;
  const target = stat.kind === "link" ? await files.readLink(path) : undefined;
  return { path, stat, ...(target === undefined ? {} : { target }) };
}
