import { createInProcessClient } from "../../src/session/index.ts";
import { engineClientContract } from "../contract/engine-client.ts";

engineClientContract({
  name: "in process",
  connect: async (hub, actor) => createInProcessClient(hub, actor),
});
