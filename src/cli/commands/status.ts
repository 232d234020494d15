import { believedStores } from "../../datastore/index.ts";
import { isAsItShouldBe, systemClock } from "../../engine/index.ts";
import type { EngineClient, Snapshot } from "../../session/index.ts";
import { isWell } from "../../status/index.ts";
import { withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { follow } from "../follow.ts";
import { createChangePrinter, createEventPrinter } from "../render-changes.ts";
import { printRecovery } from "../render-recovery.ts";
import { printStatus } from "../render-status.ts";
import type { OpenEngine } from "../world.ts";

/** Exit code 0 when all that is wanted is so; 1 when something is not, or cannot be told. */
export const status: CliCommand = {
  name: "status",
  summary: "Show the state of host, registration and cluster",
  options: [
    { flags: "--watch", help: "go on with every change until interrupted" },
    { flags: "--recovery", help: "what to do about a datastore that lost its quorum" },
  ],
  async run(call) {
    return withEngineToLook(call, async (engine) => {
      const { client } = engine;
      await lookAgain(call, client);
      const snapshot = client.snapshot();
      if (call.flag("recovery")) {
        printRecovery(believedStores(snapshot.stores, systemClock.nowMs()), call.out);
        return isHealthy(snapshot, systemClock.nowMs()) ? 0 : 1;
      }
      printStatus(snapshot, call.out);
      call.out.object(believed(snapshot));
      if (call.flag("watch")) await watchStatus(call, engine);
      return isHealthy(client.snapshot(), systemClock.nowMs()) ? 0 : 1;
    });
  },
};

/** A peer that hangs is given up after 0.8 s; nobody waits longer than that for its answer. */
const STORES_WITHIN_MS = 1000;

/** While no console looks, an agent looks seldom; one that has only just started has not looked yet. */
async function lookAgain({ world }: Call, client: EngineClient): Promise<void> {
  if (client.snapshot().inventory === null) return void (await client.send({ do: "refresh" }));
  const signal = AbortSignal.any([world.signal, AbortSignal.timeout(STORES_WITHIN_MS)]);
  await client.send({ do: "look-at-stores" }, { signal }).catch(() => undefined);
}

function believed(snapshot: Snapshot): Snapshot {
  if (snapshot.stores === undefined) return snapshot;
  return { ...snapshot, stores: believedStores(snapshot.stores, systemClock.nowMs()) };
}

/**
 * Nothing asked for is healthy; a condition or a store that cannot be told, or is not told yet, is
 * not. A site to practise on counts for nothing.
 */
export function isHealthy(snapshot: Snapshot, wallMs: number): boolean {
  const { conditions, run, document, cluster, stores } = snapshot;
  if (run?.state === "paused") return false;
  const wantsCluster = document.effective.spec.cluster !== undefined;
  if (wantsCluster && !conditions.some(({ type }) => type === "Ready")) return false;
  if (!conditions.every(isAsItShouldBe)) return false;
  const { own } = believedStores(stores, wallMs);
  if (own.is === "known") return own.value.every(isWell);
  return own.is === "absent" || (cluster === null && !wantsCluster);
}

async function watchStatus({ world, out }: Call, { client }: OpenEngine): Promise<void> {
  const print = out.json
    ? createEventPrinter(out, client.snapshot())
    : createChangePrinter(out, client.snapshot());
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
