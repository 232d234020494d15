import { BringupError } from "../../errors/index.ts";
import type { EngineClient } from "../../session/index.ts";
import { withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { APPROVAL_OPTIONS, operate } from "../operate.ts";

/** What is done once to the cluster of this host. */
export const cluster: CliCommand = {
  name: "cluster",
  summary: "Remove the cluster of this host",
  commands: [
    {
      name: "destroy",
      summary: "Remove it with all its data: service, files, containers, settings",
      options: [
        { flags: "--name <cluster>", help: "its name: without it no data is lost" },
        ...APPROVAL_OPTIONS,
      ],
      run: destroy,
    },
  ],
};

async function destroy(call: Call): Promise<number> {
  return withEngine(call, async (engine) => {
    await engine.client.send({ do: "refresh" }, { signal: call.world.signal });
    const params = await clusterHere(engine.client);
    return operate(call, engine, { id: "destroy", params });
  });
}

/** @throws CLUSTER_FOREIGN where it is not ours, or none is here. */
async function clusterHere(client: EngineClient) {
  const { removableCluster } = await import("../../session/index.ts");
  const snapshot = client.snapshot();
  const owner = snapshot.cluster?.ownership;
  if (owner?.is === "known" && owner.value.by === "someone-else")
    throw new BringupError("CLUSTER_FOREIGN", `this host holds ${owner.value.evidence}`, {
      hint: "Remove it the way it was set up.",
    });
  const here = removableCluster(snapshot);
  if (here !== undefined) return here;
  throw new BringupError("USAGE", "there is no cluster on this host that could be removed", {
    hint: "See bringup status.",
  });
}
