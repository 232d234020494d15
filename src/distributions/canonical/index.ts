/** Canonical Kubernetes (the snap k8s): seen, not created here yet. Facts: canonical-dqlite.md, distributions.md 6. */
import type { Observer } from "../driver.ts";
import { conditions } from "./conditions.ts";
import { observe, observeAccess } from "./observe.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { openStores } from "./stores.ts";

export const canonical: Observer = {
  id: "canonical",
  title: "Canonical Kubernetes",
  observe,
  observeAccess,
  openStores,
  conditions,
  signatures: SIGNATURES,
  recovery,
};
