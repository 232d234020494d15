/** RKE2: one server on this host, from artefacts in a directory. Facts: distributions.md 4. */
import type { Driver } from "../driver.ts";
import { claimHandler } from "../shared/claim.ts";
import { endpointHandler } from "../shared/endpoint-step.ts";
import { joinWay } from "../shared/join-way.ts";
import { DEFAULTS } from "../shared/networks.ts";
import { ARCHITECTURES } from "../shared/obstacles.ts";
import { tokenHandler } from "../shared/token-step.ts";
import { unpackHandler } from "../shared/unpack-step.ts";
import { versionHandler } from "../shared/version-step.ts";
import { vipGoneHandler } from "../shared/vip-gone.ts";
import { artefactNames, imageNeeds } from "./artefacts.ts";
import { COMPATIBILITY } from "./compatibility.ts";
import { conditions } from "./conditions.ts";
import { destroy, sweepHandler } from "./destroy.ts";
import { etcdUserHandler } from "./etcd-user.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { hostFileHandler } from "./host-file.ts";
import { RESOLVERS, UNMANAGED } from "./host-files.ts";
import { RKE2 } from "./kind.ts";
import { leaving, leavingHandlers } from "./leaving.ts";
import { observe, observeAccess } from "./observe.ts";
import { operationHandlers, operations, snapshots } from "./operations.ts";
import { plan } from "./plan.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { CNIS, validateCluster } from "./spec.ts";
import { openStores } from "./stores.ts";
import { rke2WaitHandler } from "./wait.ts";

export const rke2: Driver = {
  id: RKE2.id,
  title: RKE2.title,
  capabilities: {
    cnis: CNIS,
    datastores: ["etcd"],
    architectures: ARCHITECTURES,
    defaults: DEFAULTS,
  },
  artefactNames,
  imageNeeds,
  versionProbe: { artefact: () => undefined, parse: RKE2.versionIn },
  validate: validateCluster,
  observe,
  observeAccess,
  openStores,
  plan,
  conditions,
  handlers: [
    claimHandler(RKE2),
    etcdUserHandler,
    hostFileHandler(UNMANAGED),
    hostFileHandler(RESOLVERS),
    unpackHandler(RKE2.id),
    versionHandler(RKE2),
    rke2WaitHandler,
    endpointHandler(RKE2.id, observeAccess),
    vipGoneHandler(RKE2, observeAccess),
    tokenHandler(RKE2),
    sweepHandler,
    ...operationHandlers,
    ...leavingHandlers,
  ],
  join: joinWay(RKE2),
  operations: { destroy, ...operations, ...leaving },
  snapshots,
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  recovery,
  compatibility: COMPATIBILITY,
};
