/** K3s: one server on this host, from artefacts in a directory. Facts: distributions.md 3. */
import type { Driver } from "../driver.ts";
import { artefactNames, binaryName } from "./artefacts.ts";
import { ARCHITECTURES } from "./blocked.ts";
import { claimHandler } from "./claim.ts";
import { cniPluginsHandler } from "./cni-plugins.ts";
import { conditions } from "./conditions.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { DEFAULTS } from "./inputs.ts";
import { observe, observeAccess } from "./observe.ts";
import { plan } from "./plan.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { validateCluster } from "./spec.ts";
import { openStores } from "./stores.ts";
import { versionIn } from "./version.ts";
import { versionHandler } from "./version-step.ts";
import { waitHandler } from "./wait.ts";

export const k3s: Driver = {
  id: "k3s",
  title: "K3s",
  capabilities: {
    cnis: ["flannel", "calico"],
    datastores: ["sqlite", "etcd"],
    architectures: ARCHITECTURES,
    defaults: DEFAULTS,
  },
  artefactNames,
  versionProbe: { artefact: binaryName, parse: versionIn },
  validate: validateCluster,
  observe,
  observeAccess,
  openStores,
  plan,
  conditions,
  handlers: [claimHandler, versionHandler, cniPluginsHandler, waitHandler],
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  recovery,
};
