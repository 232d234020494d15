import type { CommandOutcome, Deadline, FileStat, HostView } from "../engine/index.ts";

interface Remembered {
  readonly stamp: string;
  readonly outcome: CommandOutcome;
}

const answers = new WeakMap<HostView, Map<string, Remembered>>();

/**
 * What a program prints for `--version`: asked once, for as long as its file stays as it is. A run looks
 * before every step, and some of these programs unpack themselves first. Trouble is never remembered.
 */
export async function printedVersion(
  host: HostView,
  path: string,
  deadline: Deadline,
): Promise<CommandOutcome> {
  const stat = await host.files.stat(path);
  const known = answers.get(host) ?? new Map<string, Remembered>();
  answers.set(host, known);
  const stamp = stampOf(stat);
  const last = known.get(path);
  if (last !== undefined && last.stamp === stamp) return last.outcome;
  const outcome = await host.probe([path, "--version"], deadline);
  if (stamp !== undefined && outcome.is === "exited" && outcome.exitCode === 0)
    known.set(path, { stamp, outcome });
  return outcome;
}

/** `undefined`: nothing that could be recognised, such as a link. */
function stampOf(stat: FileStat | undefined): string | undefined {
  if (stat?.kind !== "file") return undefined;
  return [stat.inode, stat.sizeBytes, stat.mode, stat.modifiedMs].join(":");
}
