/** Clusters made by kubeadm, Palette's PXK-E among them: seen, not created here yet. Facts: distributions.md 5. */
import type { Observer } from "../driver.ts";
import { observeAccess } from "./access.ts";
import { conditions } from "./conditions.ts";
import { observe } from "./observe.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { openStores } from "./stores.ts";

export const kubeadm: Observer = {
  id: "kubeadm",
  title: "kubeadm (PXK-E)",
  observe,
  observeAccess,
  openStores,
  conditions,
  signatures: SIGNATURES,
  recovery,
};
