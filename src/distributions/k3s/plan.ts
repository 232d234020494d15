import type { Candidate, Skipped, Step } from "../../engine/index.ts";
import { knownValue } from "../../engine/index.ts";
import { commitStep, kubeApplyStep } from "../../kube/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { obstacles } from "../shared/obstacles.ts";
import { versionStep } from "../shared/version-step.ts";
import { normalVersion } from "../shared/versions.ts";
import { startId } from "../shared/wait.ts";
import { artefactSet, type K3sArtefacts } from "./artefacts.ts";
import { claimStep } from "./claim.ts";
import { cniPluginsStep } from "./cni-plugins.ts";
import { fileSteps } from "./file-steps.ts";
import { AUDIT_LOGS } from "./hardening.ts";
import { inputsOf, type K3sInputs } from "./inputs.ts";
import { K3S } from "./kind.ts";
import {
  BINARY,
  COMMIT,
  CONFIG,
  ENV_FILE,
  IMAGES,
  KUBECONFIG,
  REGISTRIES,
  SERVER,
  SERVER_CA,
  UNIT,
  UNIT_FILE,
} from "./paths.ts";
import { k3sWaitStep } from "./wait.ts";

/** Pure. From nothing to a Ready node, distributions.md 13.1 and 13.2 "create" for one server. */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const blocked = obstacles(K3S, request, inputs);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactSet(request, inputs.cni);
  const steps = [
    ...verifySteps("k3s", artefacts.all),
    claimStep({ cluster: inputs.clusterName, folders: foldersOf(inputs) }),
    ...kernelSteps({
      id: "k3s",
      cisPath: inputs.isHardened ? "/etc/sysctl.d/90-kubelet.conf" : undefined,
    }),
    ...fileSteps(request, inputs),
    ...placeSteps(request, artefacts),
    versionStep("k3s", { version: inputs.version }),
    startStep(request),
    ...networkSteps(request, inputs, artefacts),
    commitStep({ path: COMMIT, cluster: inputs.clusterName, caPath: SERVER_CA }),
  ];
  return { steps, skipped: skippedOf(request, inputs, artefacts), blocked: [] };
}

/** The API server does not start without the folder of its audit log. */
function foldersOf({ isHardened }: K3sInputs): readonly string[] {
  return isHardened ? [SERVER, AUDIT_LOGS] : [SERVER];
}

function placeSteps({ facts }: PlanRequest, { binary, images }: K3sArtefacts): readonly Step[] {
  const placed: Step[] = [];
  if (binary !== undefined && !facts.isKairos)
    placed.push(placeStep("k3s.binary", binary, { to: BINARY, mode: 0o755, what: "the program" }));
  if (images !== undefined)
    placed.push(
      placeStep("k3s.images", images, {
        to: `${IMAGES}/${images.name}`,
        mode: 0o644,
        what: "images",
      }),
    );
  return placed;
}

/** Never blocks: K3s reports itself ready only when it is, and that may be never. */
function startStep({ facts, seen }: PlanRequest): Step {
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  return unitEnsure({
    id: startId("k3s"),
    title: isUp ? `Restart ${UNIT} with these files` : `Start ${UNIT}`,
    unit: UNIT,
    want: "restarted",
    // An image that is replaced keeps no links in /etc: convergence starts it at every boot.
    enable: facts.isKairos ? "runtime" : "persistent",
    watches: [BINARY, UNIT_FILE, CONFIG, REGISTRIES, ENV_FILE],
    impact: "restart",
    usualMs: 3000,
    mark: "SERVICE UP",
  });
}

function networkSteps(
  request: PlanRequest,
  inputs: K3sInputs,
  { manifest }: K3sArtefacts,
): readonly Step[] {
  const node = inputs.nodeName;
  const apply =
    manifest === undefined
      ? []
      : [
          kubeApplyStep({
            id: "k3s.cni",
            title: `Apply ${manifest.name} to the cluster`,
            manifest: manifest.path,
            sha256: manifest.sha256,
            kubeconfig: KUBECONFIG,
            podCidr: inputs.podCidr,
            undo: isFormed(request) ? "none" : "compensate",
          }),
        ];
  return [
    k3sWaitStep({ milestone: "api", node }),
    k3sWaitStep({ milestone: "datastore", node }),
    k3sWaitStep({ milestone: "node-registered", node }),
    ...(inputs.cni === "flannel" ? [cniPluginsStep()] : []),
    ...apply,
    k3sWaitStep({ milestone: "node-ready", node }),
  ];
}

/** Before that, the claim takes everything along when it is taken back. */
function isFormed({ seen }: PlanRequest): boolean {
  return seen.ownership?.is === "known" && seen.ownership.value.committed === true;
}

function skippedOf(
  { cluster, facts, seen }: PlanRequest,
  inputs: K3sInputs,
  { all }: K3sArtefacts,
): readonly Skipped[] {
  const skipped: Skipped[] = [];
  if (facts.isKairos)
    skipped.push({
      title: `Place ${BINARY} and ${UNIT_FILE}`,
      reason: `part of the image, version ${knownValue(seen.installed)?.version ?? "not known yet"}`,
    });
  if (all.length === 0)
    skipped.push({
      title: "Compare the installed files with the artefacts",
      reason: `${facts.artefactProblems[0]?.message ?? `${cluster.artefacts} is not there any more`}; what is installed stays as it is`,
    });
  if (cluster.vip !== undefined)
    skipped.push({
      title: `Announce the virtual address ${cluster.vip}`,
      reason: "one node: the address is in the certificate, and nothing announces it yet",
    });
  if (facts.artefactVersion.is !== "known" && all.length > 0)
    skipped.push({
      title: `Compare the version of the artefacts with ${normalVersion(inputs.version)}`,
      reason: "the program cannot be run where it lies; it is compared once it is in place",
    });
  return skipped;
}
