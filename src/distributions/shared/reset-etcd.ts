import { parse, stringify } from "yaml";
import type { HostView, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { isRecord } from "../../json/index.ts";
import { programAt } from "./installed-version.ts";
import { runProgram } from "./run-program.ts";
import type { ServerKind } from "./server-kind.ts";

/** Left by a reset that nobody started anew: it refuses a second one, distributions.md 3.5. */
export function resetFlag({ database }: Pick<ServerKind, "database">): string {
  return `${database}/reset-flag`;
}

/** Where to join, and what opens the cluster: a reset takes the first not at all, the other by its file. */
const LEFT_OUT = new Set(["server", "token", "token-file", "cluster-init"]);

/**
 * The service makes a cluster of one out of the snapshot and ends. It keeps the data it found, renamed, and
 * leaves the flag. @throws COMMAND_FAILED
 */
export async function resetEtcd(
  kind: ServerKind,
  snapshot: string,
  context: RunContext,
): Promise<void> {
  const { host, signal } = context;
  const config = resetConfigPath(kind);
  const text = await resetConfig(host, kind.config);
  await host.files.writeAtomic(config, text, { mode: 0o600, signal });
  const program = (await programAt(host, kind)) ?? kind.program;
  const argv = [
    ...([program, "server", "--cluster-reset"] as const),
    ...["--cluster-reset-restore-path", snapshot],
    ...["--config", config, "--token-file", `${kind.data}/server/token`],
  ] as const;
  const hint = `Read what it said; the former data lies in ${kind.database}, as etcd or etcd-old-*.`;
  await runProgram(argv, { timeoutMs: 1_500_000, hint }, context);
  if ((await host.files.stat(resetFlag(kind))) === undefined)
    throw new BringupError("STEP_FAILED", `${program} ended, and made no cluster of one`);
}

/** What it reads for the reset alone: it may hold secrets, and goes once that is done. */
export function resetConfigPath({ data }: Pick<ServerKind, "data">): string {
  return `${data}/bringup-reset.yaml`;
}

/** What the service reads, in its order: the last one counts. */
async function resetConfig(host: HostView, config: string): Promise<string> {
  const folder = `${config}.d`;
  const more = ((await host.files.list(folder)) ?? []).filter((name) => /\.ya?ml$/.test(name));
  let merged: Record<string, unknown> = {};
  for (const path of [config, ...more.map((name) => `${folder}/${name}`)]) {
    const read: unknown = parse((await host.files.readText(path)) ?? "");
    if (isRecord(read)) merged = { ...merged, ...read };
  }
  const kept = Object.entries(merged).filter(([key]) => !LEFT_OUT.has(key.replace(/\+$/, "")));
  return stringify(Object.fromEntries(kept), { lineWidth: 0 });
}
