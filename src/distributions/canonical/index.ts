/** Canonical Kubernetes, the snap k8s: one node, from snaps in a directory. Facts: canonical-dqlite.md, distributions.md 6. */
import type { Driver } from "../driver.ts";
import { ARCHITECTURES } from "../shared/obstacles.ts";
import { artefactNames, imageNeeds } from "./artefacts.ts";
import { bootstrapHandler } from "./bootstrap-step.ts";
import { claimHandler } from "./claim.ts";
import { COMPATIBILITY } from "./compatibility.ts";
import { conditions } from "./conditions.ts";
import { featuresHandler } from "./features-step.ts";
import { holdHandler } from "./hold-step.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { DEFAULTS } from "./inputs.ts";
import { joinHandler } from "./join-step.ts";
import { flawOfToken, JOIN_PORT, parseJoin, SHOWN_BY } from "./join-token.ts";
import { mint } from "./mint.ts";
import { CNIS, validateCluster } from "./native.ts";
import { observe, observeAccess } from "./observe.ts";
import { operationHandlers, operations } from "./operations.ts";
import { plan } from "./plan.ts";
import { readyHandler } from "./ready-step.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { snapHandler } from "./snap-step.ts";
import { snapdHandler } from "./snapd-step.ts";
import { snapshots } from "./snapshot-set.ts";
import { openStores } from "./stores.ts";
import { versionHandler } from "./version-step.ts";
import { canonicalEndpointHandler, vipHandler } from "./vip-step.ts";
import { canonicalWaitHandler } from "./wait.ts";

export const canonical: Driver = {
  id: "canonical",
  title: "Canonical Kubernetes",
  capabilities: {
    cnis: CNIS,
    datastores: ["etcd", "k8s-dqlite"],
    architectures: ARCHITECTURES,
    defaults: DEFAULTS,
  },
  artefactNames,
  // It stands inside of the snap, which is no program.
  versionProbe: { artefact: () => undefined, parse: () => undefined },
  validate: validateCluster,
  imageNeeds,
  observe,
  observeAccess,
  openStores,
  plan,
  conditions,
  handlers: [
    claimHandler,
    snapdHandler,
    snapHandler,
    holdHandler,
    versionHandler,
    bootstrapHandler,
    joinHandler,
    featuresHandler,
    canonicalWaitHandler,
    readyHandler,
    vipHandler,
    canonicalEndpointHandler,
    ...operationHandlers,
  ],
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  operations,
  join: {
    kind: "per-node-token",
    port: JOIN_PORT,
    pin: "in-token",
    shownBy: SHOWN_BY,
    parse: parseJoin,
    flaw: flawOfToken,
    spell: ({ token }) => token,
    mint,
  },
  snapshots,
  recovery,
  compatibility: COMPATIBILITY,
};
