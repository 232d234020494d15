import { minutes, type WaitKind, waitHandler } from "../shared/wait.ts";
import { RKE2 } from "./kind.ts";
import { observeAccess } from "./observe.ts";
import { observeStores } from "./stores.ts";

/**
 * distributions.md 8.1 and 13.3. The first wait holds the import of the images: minutes in which
 * nothing is seen but the journal.
 */
export const WAITS: WaitKind = {
  ...RKE2,
  observeAccess,
  observeStores,
  timing: {
    datastore: minutes("Wait for etcd", 120_000, { quiet: 8, total: 25 }),
    api: minutes("Wait for the API server", 30_000, { quiet: 8, total: 25 }),
    "node-registered": minutes("Wait for the node to register", 30_000, { quiet: 10, total: 30 }),
    "node-ready": minutes("Wait for the node to be Ready", 60_000, { quiet: 5, total: 10 }),
  },
};

export const rke2WaitHandler = waitHandler(WAITS);
