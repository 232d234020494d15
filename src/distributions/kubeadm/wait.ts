import { minutes, type WaitKind, waitHandler } from "../shared/wait.ts";
import { observeLocalAccess } from "./access.ts";
import { UNIT } from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";
import { openStores } from "./stores.ts";

/** As sentences call what runs here. */
export const TITLE = "Kubernetes";

/** distributions.md 8.1 and 13.4: SATA SSD and local images; eMMC takes three to ten times as long. */
export const WAIT: WaitKind = {
  id: "kubeadm",
  unit: UNIT,
  signatures: SIGNATURES,
  observeAccess: observeLocalAccess,
  async observeStores(host, signal) {
    const stores = openStores(host);
    try {
      return await stores.look(signal);
    } finally {
      stores.close();
    }
  },
  timing: {
    api: minutes("Wait for the API server", 60_000, { quiet: 5, total: 15 }),
    datastore: minutes("Wait for etcd", 2000, { quiet: 5, total: 15 }),
    "node-registered": minutes("Wait for the node to register", 20_000, { quiet: 5, total: 15 }),
    "node-ready": minutes("Wait for the node to be Ready", 60_000, { quiet: 5, total: 10 }),
  },
};

export const kubeadmWaitHandler = waitHandler(WAIT);
