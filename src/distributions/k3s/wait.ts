import { minutes, type WaitKind, waitHandler } from "../shared/wait.ts";
import { K3S } from "./kind.ts";
import { observeAccess } from "./observe.ts";
import { observeStores } from "./stores.ts";

/** distributions.md 8.1 and 13.2: SATA SSD and local images; eMMC takes three to ten times as long. */
export const WAITS: WaitKind = {
  ...K3S,
  observeAccess,
  observeStores,
  timing: {
    api: minutes("Wait for the API server", 40_000, { quiet: 5, total: 15 }),
    datastore: minutes("Wait for the datastore", 1000, { quiet: 5, total: 15 }),
    "node-registered": minutes("Wait for the node to register", 30_000, { quiet: 10, total: 30 }),
    "node-ready": minutes("Wait for the node to be Ready", 60_000, { quiet: 5, total: 10 }),
  },
};

export const k3sWaitHandler = waitHandler(WAITS);
