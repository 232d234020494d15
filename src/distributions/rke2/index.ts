/** RKE2: seen on a host, whoever set it up. Facts: distributions.md 4. */
import type { Observer } from "../driver.ts";
import { conditions } from "./conditions.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { RKE2 } from "./kind.ts";
import { observe, observeAccess } from "./observe.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { openStores } from "./stores.ts";

export const rke2: Observer = {
  id: RKE2.id,
  title: RKE2.title,
  observe,
  observeAccess,
  openStores,
  conditions,
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  recovery,
};
