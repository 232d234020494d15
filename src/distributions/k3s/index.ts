/** K3s: one server on this host, from artefacts in a directory. Facts: distributions.md 3. */
import type { Driver } from "../driver.ts";
import { DEFAULTS } from "../shared/networks.ts";
import { ARCHITECTURES } from "../shared/obstacles.ts";
import { versionHandler } from "../shared/version-step.ts";
import { artefactNames, binaryName } from "./artefacts.ts";
import { claimHandler } from "./claim.ts";
import { cniPluginsHandler } from "./cni-plugins.ts";
import { conditions } from "./conditions.ts";
import { destroy, sweepHandler } from "./destroy.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { K3S } from "./kind.ts";
import { observe, observeAccess } from "./observe.ts";
import { plan } from "./plan.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { CNIS, validateCluster } from "./spec.ts";
import { openStores } from "./stores.ts";
import { k3sWaitHandler } from "./wait.ts";

export const k3s: Driver = {
  id: "k3s",
  title: "K3s",
  capabilities: {
    cnis: CNIS,
    datastores: ["sqlite", "etcd"],
    architectures: ARCHITECTURES,
    defaults: DEFAULTS,
  },
  artefactNames,
  versionProbe: { artefact: binaryName, parse: K3S.versionIn },
  validate: validateCluster,
  observe,
  observeAccess,
  openStores,
  plan,
  conditions,
  handlers: [claimHandler, versionHandler(K3S), cniPluginsHandler, k3sWaitHandler, sweepHandler],
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  operations: { destroy },
  recovery,
};
