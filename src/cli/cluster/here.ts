import { BringupError } from "../../errors/index.ts";
import type { EngineClient } from "../../session/index.ts";
import { withEngine } from "../ask.ts";
import type { Call } from "../command.ts";
import { operate } from "../operate.ts";

/** What is done once to the cluster of this host; `params` beside its name and distribution. */
export function operateHere(
  call: Call,
  id: string,
  params: Readonly<Record<string, string | undefined>> = {},
): Promise<number> {
  const given = Object.entries(params).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return withEngine(call, async (engine) => {
    await engine.client.send({ do: "refresh" }, { signal: call.world.signal });
    const here = await clusterHere(engine.client);
    return operate(call, engine, { id, params: { ...here, ...Object.fromEntries(given) } });
  });
}

/** @throws CLUSTER_FOREIGN where it is not ours, or none is here. */
async function clusterHere(client: EngineClient) {
  const { removableCluster } = await import("../../session/index.ts");
  const snapshot = client.snapshot();
  const owner = snapshot.cluster?.ownership;
  if (owner?.is === "known" && owner.value.by === "someone-else")
    throw new BringupError("CLUSTER_FOREIGN", `this host holds ${owner.value.evidence}`, {
      hint: "Change it the way it was set up.",
    });
  const here = removableCluster(snapshot);
  if (here !== undefined) return here;
  throw new BringupError("USAGE", "there is no cluster of ours on this host", {
    hint: "See bringup status.",
  });
}
