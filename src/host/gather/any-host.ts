import type { Argv, HostView } from "../../engine/index.ts";
import type { Gather, Gathered, GatherOptions, ReadOptions } from "./gather.ts";

/** A directory, a practice host or a host in memory: what it has is small, and read at once. */
export function createHostGather(host: HostView): Gather {
  return {
    files: host.files,
    async *read(path: string, { maxBytes, keep }: ReadOptions) {
      if (keep === "first") yield (await host.files.read(path, { maxBytes })) ?? new Uint8Array();
      else yield ((await host.files.read(path)) ?? new Uint8Array()).slice(-maxBytes);
    },
    run: (argv, options) => runProbe(host, argv, options),
  };
}

async function runProbe(
  host: HostView,
  argv: Argv,
  { timeoutMs, signal, onBytes }: GatherOptions,
): Promise<Gathered> {
  const outcome = await host.probe(argv, { timeoutMs, signal });
  switch (outcome.is) {
    case "exited": {
      const isWanted = await onBytes(Buffer.from(outcome.stdout));
      const { exitCode, stderr } = outcome;
      return isWanted ? { is: "exited", exitCode, stderr } : { is: "enough" };
    }
    case "missing":
      return { is: "missing" };
    case "denied":
      return { is: "not-run" };
    case "timed-out":
      return { is: "timed-out", stderr: outcome.stderr };
    case "killed":
      return signal.aborted ? { is: "cancelled" } : { is: "denied", why: `ended by ${outcome.by}` };
  }
}
