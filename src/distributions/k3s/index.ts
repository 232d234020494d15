/** K3s: one server on this host, from artefacts in a directory. Facts: distributions.md 3. */
import type { Driver } from "../driver.ts";
import { claimHandler } from "../shared/claim.ts";
import { endpointHandler } from "../shared/endpoint-step.ts";
import { joinWay } from "../shared/join-way.ts";
import { DEFAULTS } from "../shared/networks.ts";
import { ARCHITECTURES } from "../shared/obstacles.ts";
import { tokenHandler } from "../shared/token-step.ts";
import { versionHandler } from "../shared/version-step.ts";
import { vipGoneHandler } from "../shared/vip-gone.ts";
import { artefactNames, binaryName, imageNeeds } from "./artefacts.ts";
import { cniPluginsHandler } from "./cni-plugins.ts";
import { COMPATIBILITY } from "./compatibility.ts";
import { conditions } from "./conditions.ts";
import { destroy, sweepHandler } from "./destroy.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { K3S } from "./kind.ts";
import { leaving, leavingHandlers } from "./leaving.ts";
import { observe, observeAccess } from "./observe.ts";
import { operationHandlers, operations, snapshots } from "./operations.ts";
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
    notes: [
      {
        ...{ path: "spec.cluster.native.datastore", values: ["", "sqlite"] },
        note: "With SQLite no second server can ever join, workers can. etcd lets servers join later.",
      },
    ],
  },
  artefactNames,
  imageNeeds,
  versionProbe: { artefact: binaryName, parse: K3S.versionIn },
  validate: validateCluster,
  observe,
  observeAccess,
  openStores,
  plan,
  conditions,
  handlers: [
    claimHandler(K3S),
    versionHandler(K3S),
    cniPluginsHandler,
    k3sWaitHandler,
    endpointHandler(K3S.id, observeAccess),
    vipGoneHandler(K3S, observeAccess),
    tokenHandler(K3S),
    sweepHandler,
    ...operationHandlers,
    ...leavingHandlers,
  ],
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  join: joinWay(K3S),
  operations: { destroy, ...operations, ...leaving },
  snapshots,
  recovery,
  compatibility: COMPATIBILITY,
};
