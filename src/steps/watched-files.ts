import type { HostView, RunContext } from "../engine/index.ts";

export interface FileChange {
  readonly path: string;
  readonly modifiedMs: number;
}

/** The file that changed last; `undefined` when none of them is there. */
export async function newestChange(
  paths: readonly string[],
  host: HostView,
): Promise<FileChange | undefined> {
  let newest: FileChange | undefined;
  for (const path of paths) {
    const stat = await host.files.stat(path);
    if (stat !== undefined && stat.modifiedMs > (newest?.modifiedMs ?? -1))
      newest = { path, modifiedMs: stat.modifiedMs };
  }
  return newest;
}

/**
 * After a clock was set back, a file can be dated later than now, and no restart would ever be later
 * still. Such files are written again, unchanged, to carry the present time.
 */
export async function dateFromFuture(
  paths: readonly string[],
  { host, signal }: RunContext,
): Promise<void> {
  for (const path of paths) {
    const stat = await host.files.stat(path);
    if (stat?.kind !== "file" || stat.modifiedMs <= host.clock.nowMs()) continue;
    await host.files.copy(path, path, { mode: stat.mode, signal });
  }
}
