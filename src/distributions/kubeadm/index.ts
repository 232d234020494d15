/** kubeadm, Palette's PXK-E: a cluster of this host, or this host in one, from artefacts in a directory. Facts: distributions.md 5. */
import type { Driver } from "../driver.ts";
import { endpointHandler } from "../shared/endpoint-step.ts";
import { ARCHITECTURES } from "../shared/obstacles.ts";
import { unpackHandler } from "../shared/unpack-step.ts";
import { versionHandler } from "../shared/version-step.ts";
import { observeAccess, observeLocalAccess } from "./access.ts";
import { claimHandler } from "./claim.ts";
import { COMPATIBILITY } from "./compatibility.ts";
import { conditions } from "./conditions.ts";
import { encryptionHandler } from "./encryption.ts";
import { forgetJoinHandler } from "./forget-join.ts";
import { HOST_CHECKS } from "./host-checks.ts";
import { imagesHandler, requiredImages } from "./images.ts";
import { API_PORT, DEFAULTS, inputsOf } from "./inputs.ts";
import { flawOfLine, parseJoinLine, SHOWN_BY, spellLine } from "./join-line.ts";
import { memberHandler } from "./member-step.ts";
import { mint } from "./mint.ts";
import { CNIS, validateCluster } from "./native.ts";
import { observe } from "./observe.ts";
import { operationHandlers, operations } from "./operations.ts";
import { PROGRAMS } from "./paths.ts";
import { phaseHandler } from "./phase-step.ts";
import { plan } from "./plan.ts";
import { recovery } from "./recovery.ts";
import { SIGNATURES } from "./signatures.ts";
import { snapshots } from "./snapshot-set.ts";
import { openStores } from "./stores.ts";
import { swapHandler } from "./swap.ts";
import { sweepHandler } from "./sweep.ts";
import { artefactNames, namesOf } from "./tools.ts";
import { versionIn } from "./version.ts";
import { firstVipHandler } from "./vip-step.ts";
import { kubeadmWaitHandler } from "./wait.ts";

export const kubeadm: Driver = {
  id: "kubeadm",
  title: "kubeadm (PXK-E)",
  capabilities: {
    cnis: CNIS,
    datastores: ["etcd"],
    architectures: ARCHITECTURES,
    defaults: DEFAULTS,
    notes: [
      {
        ...{ path: "spec.cluster.controlPlaneEndpoint", values: [""] },
        note: "Founded without it and without a virtual address, only workers can ever join.",
      },
    ],
  },
  artefactNames,
  imageNeeds: ({ document, cluster, facts }) => [
    {
      archive: namesOf(cluster, facts.architecture).images,
      images: requiredImages(inputsOf(document, cluster, facts)),
    },
  ],
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
    memberHandler,
    forgetJoinHandler,
    firstVipHandler,
    endpointHandler("kubeadm", observeLocalAccess),
    kubeadmWaitHandler,
    sweepHandler,
    ...operationHandlers,
  ],
  signatures: SIGNATURES,
  hostChecks: HOST_CHECKS,
  operations,
  snapshots,
  join: {
    kind: "short-lived-token",
    port: API_PORT,
    pin: "beside-token",
    shownBy: SHOWN_BY,
    parse: parseJoinLine,
    flaw: flawOfLine,
    spell: spellLine,
    mint,
  },
  recovery,
  compatibility: COMPATIBILITY,
};
