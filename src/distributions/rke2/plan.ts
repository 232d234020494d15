import { type Candidate, knownValue, type Skipped, type Step } from "../../engine/index.ts";
import { commitStep } from "../../kube/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { claimStep } from "../shared/claim.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { obstacles } from "../shared/obstacles.ts";
import { unpackStep } from "../shared/unpack-step.ts";
import { versionStep } from "../shared/version-step.ts";
import { startId } from "../shared/wait.ts";
import { artefactSet, type Rke2Artefacts } from "./artefacts.ts";
import { etcdUserStep } from "./etcd-user.ts";
import { fileSteps } from "./file-steps.ts";
import { CIS_SYSCTLS } from "./hardening.ts";
import { hostFileStep } from "./host-file.ts";
import { RESOLVERS, UNMANAGED } from "./host-files.ts";
import { inputsOf, type Rke2Inputs } from "./inputs.ts";
import { RKE2 } from "./kind.ts";
import {
  BINARY,
  COMMIT,
  CONFIG,
  envFile,
  IMAGES,
  PREFIX,
  REGISTRIES,
  RESOLV_CONFIG,
  SERVER,
  SERVER_CA,
  UNIT,
  UNIT_FILE,
  UNPACKED,
} from "./paths.ts";
import { rke2WaitStep } from "./wait.ts";

/** Pure. From nothing to a Ready node, distributions.md 13.1 to 13.3 "create" for one server. */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const blocked = obstacles(RKE2, request, inputs);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactSet(request);
  const steps = [
    ...verifySteps(RKE2.id, artefacts.all),
    claimStep(RKE2, { cluster: inputs.clusterName, folders: [SERVER] }),
    ...hostSteps(inputs),
    ...fileSteps(request, inputs),
    hostFileStep(RESOLVERS),
    ...placeSteps(request, artefacts),
    versionStep(RKE2.id, { version: inputs.version }),
    startStep(request),
    ...waitSteps(inputs),
    commitStep({ path: COMMIT, cluster: inputs.clusterName, caPath: SERVER_CA }),
  ];
  return { steps, skipped: skippedOf(request, inputs, artefacts), blocked: [] };
}

function hostSteps({ isHardened }: Rke2Inputs): readonly Step[] {
  return [
    ...kernelSteps({ id: RKE2.id, cisPath: isHardened ? CIS_SYSCTLS : undefined }),
    ...(isHardened ? [etcdUserStep()] : []),
    hostFileStep(UNMANAGED),
  ];
}

function placeSteps({ facts }: PlanRequest, { archive, images }: Rke2Artefacts): readonly Step[] {
  const program =
    archive === undefined || facts.isKairos
      ? []
      : [unpackStep(RKE2.id, archive, { into: PREFIX, record: UNPACKED })];
  const placed = images.map((image) =>
    placeStep(`rke2.images-${image.name.replace(/^rke2-images-([a-z0-9]+).*$/, "$1")}`, image, {
      to: `${IMAGES}/${image.name}`,
      mode: 0o644,
      what: "images",
    }),
  );
  return [...program, ...placed];
}

/** Never blocks: RKE2 reports itself ready only when it is, and that may be never. */
function startStep({ facts, seen }: PlanRequest): Step {
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  return unitEnsure({
    id: startId(RKE2.id),
    title: isUp ? `Restart ${UNIT} with these files` : `Start ${UNIT}`,
    unit: UNIT,
    want: "restarted",
    // An image that is replaced keeps no links in /etc: convergence starts it at every boot.
    enable: facts.isKairos ? "runtime" : "persistent",
    watches: [BINARY, UNIT_FILE, CONFIG, RESOLV_CONFIG, REGISTRIES, envFile(facts.isKairos)],
    impact: "restart",
    usualMs: 3000,
    mark: "SERVICE UP",
  });
}

/** Without a network the node registers and waits for one: that is as far as this goes. */
function waitSteps({ nodeName: node, cni }: Rke2Inputs): readonly Step[] {
  return [
    rke2WaitStep({ milestone: "datastore", node }),
    rke2WaitStep({ milestone: "api", node }),
    rke2WaitStep({ milestone: "node-registered", node }),
    ...(cni === "none" ? [] : [rke2WaitStep({ milestone: "node-ready", node })]),
  ];
}

function skippedOf(
  { cluster, facts, seen }: PlanRequest,
  inputs: Rke2Inputs,
  { all }: Rke2Artefacts,
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
  if (inputs.cni === "none")
    skipped.push({
      title: "Wait for the node to be Ready",
      reason: "cni is none: the node waits until somebody applies a network",
    });
  return skipped;
}
