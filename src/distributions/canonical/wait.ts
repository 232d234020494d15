import type { StoreLook } from "../../datastore/index.ts";
import { type Fact, type HostView, known } from "../../engine/index.ts";
import { minutes, type WaitKind, waitHandler } from "../shared/wait.ts";
import { observeAccess } from "./observe.ts";
import { unitOf } from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";
import { openStores } from "./stores.ts";

/** distributions.md 8.1 and 13.5: SATA SSD and local images; eMMC takes three to ten times as long. */
export const WAIT: WaitKind = {
  id: "canonical",
  // The one that starts and watches all others.
  unit: unitOf("k8sd"),
  signatures: SIGNATURES,
  observeAccess,
  observeStores: observeDatastore,
  timing: {
    api: minutes("Wait for the API server", 30_000, { quiet: 5, total: 15 }),
    datastore: minutes("Wait for the datastore", 2000, { quiet: 5, total: 15 }),
    "node-registered": minutes("Wait for the node to register", 20_000, { quiet: 5, total: 15 }),
    "node-ready": minutes("Wait for the node to be Ready", 90_000, { quiet: 5, total: 15 }),
  },
};

/** What keeps the objects of Kubernetes; that its own membership is kept too, k8sd says itself. */
async function observeDatastore(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly StoreLook[]>> {
  const stores = openStores(host);
  try {
    const seen = await stores.look(signal);
    return seen.is === "known" ? known(seen.value.filter(({ id }) => id === "kubernetes")) : seen;
  } finally {
    stores.close();
  }
}

export const canonicalWaitHandler = waitHandler(WAIT);
