/** kubeadm, Palette's PXK-E: one control plane on this host, from artefacts in a directory. Facts: distributions.md 5. */
import type { Driver } from "../driver.ts";
import { ARCHITECTURES } from "../shared/obstacles.ts";
import { unpackHandler } from "../shared/unpack-step.ts";
import { versionHandler } from "../shared/version-step.ts";
import { observeAccess } from "./access.ts";
import { claimHandler } from "./claim.ts";
import { conditions } from "./conditions.ts";
import { destroy } from "./destroy.ts";
import { encryptionHandler } from "./encryption.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { imagesHandler } from "./images.ts";
import { DEFAULTS } from "./inputs.ts";
import { CNIS, validateCluster } from "./native.ts";
import { observe } from "./observe.ts";
import { PROGRAMS } from "./paths.ts";
import { phaseHandler } from "./phase-step.ts";
import { plan } from "./plan.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { openStores } from "./stores.ts";
import { swapHandler } from "./swap.ts";
import { sweepHandler } from "./sweep.ts";
import { artefactNames } from "./tools.ts";
import { versionIn } from "./version.ts";
import { kubeadmWaitHandler } from "./wait.ts";

export const kubeadm: Driver = {
  id: "kubeadm",
  title: "kubeadm (PXK-E)",
  capabilities: {
    cnis: CNIS,
    datastores: ["etcd"],
    architectures: ARCHITECTURES,
    defaults: DEFAULTS,
  },
  artefactNames,
  // The only one of the programs that has `--version`.
  versionProbe: { artefact: () => "kubelet", parse: versionIn },
  validate: validateCluster,
  observe,
  observeAccess,
  openStores,
  plan,
  conditions,
  handlers: [
    claimHandler,
    swapHandler,
    unpackHandler("kubeadm"),
    versionHandler({ id: "kubeadm", program: `${PROGRAMS}/kubelet`, versionIn }),
    imagesHandler,
    encryptionHandler,
    phaseHandler,
    kubeadmWaitHandler,
    sweepHandler,
  ],
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  operations: { destroy },
  recovery,
};
