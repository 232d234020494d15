import { isAsItShouldBe } from "../../engine/index.ts";
import type { Snapshot } from "../../session/index.ts";
import { withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { follow } from "../follow.ts";
import { createChangePrinter } from "../render-changes.ts";
import { printStatus } from "../render-status.ts";
import type { OpenEngine } from "../world.ts";

/** Exit code 0 when all that is wanted is so; 1 when something is not, or cannot be told. */
export const status: CliCommand = {
  name: "status",
  summary: "Show the state of host, registration and cluster",
  options: [{ flags: "--watch", help: "go on with every change until interrupted" }],
  async run(call) {
    return withEngineToLook(call, async (engine) => {
      // An agent that has only just started has not looked yet.
      if (engine.client.snapshot().inventory === null) await engine.client.send({ do: "refresh" });
      const snapshot = engine.client.snapshot();
      printStatus(snapshot, call.out);
      call.out.object(snapshot);
      if (call.flag("watch")) await watchStatus(call, engine);
      return isHealthy(engine.client.snapshot()) ? 0 : 1;
    });
  },
};

/** Nothing asked for is healthy; a condition that cannot be told, or is not told yet, is not. */
export function isHealthy({ conditions, run, document }: Snapshot): boolean {
  if (run?.state === "paused") return false;
  const wantsCluster = document.effective.spec.cluster !== undefined;
  if (wantsCluster && !conditions.some(({ type }) => type === "Ready")) return false;
  return conditions.every(isAsItShouldBe);
}

async function watchStatus({ world, out }: Call, { client }: OpenEngine): Promise<void> {
  const print = out.json ? out.object : createChangePrinter(out, client.snapshot());
  await follow<never>({
    client,
    signal: world.signal,
    out,
    look(event) {
      if (event !== undefined) print(event);
      return undefined;
    },
  });
}
