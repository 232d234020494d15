import { type Candidate, knownValue, type Skipped, type Step } from "../../engine/index.ts";
import { commitStep } from "../../kube/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { claimStep } from "../shared/claim.ts";
import { guardStep, unguardStep } from "../shared/founded-guard.ts";
import { aloneNote, beginningObstacles } from "../shared/join-obstacles.ts";
import { joinTokenSteps, roleOf } from "../shared/join-steps.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { withoutNetwork } from "../shared/networks.ts";
import { obstacles } from "../shared/obstacles.ts";
import { unpackStep } from "../shared/unpack-step.ts";
import { versionStep } from "../shared/version-step.ts";
import { vipGoneStep } from "../shared/vip-gone.ts";
import { answerSteps, vipImageSteps } from "../shared/virtual-address.ts";
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
  AGENT,
  AGENT_CA,
  AGENT_UNIT,
  AGENT_UNIT_FILE,
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

/** Pure. From nothing to a Ready node, distributions.md 13.1 to 13.3: "create", "join CP" and "join worker". */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const refused = obstacles(RKE2, request, inputs);
  const blocked = refused.length > 0 ? refused : beginningObstacles(RKE2, request, inputs.nodeIp);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactSet(request);
  const steps = [
    ...verifySteps(RKE2.id, artefacts.all),
    claimStep(RKE2, {
      cluster: inputs.clusterName,
      folders: [isWorker(inputs) ? AGENT : SERVER],
      ...roleOf(inputs),
    }),
    ...hostSteps(inputs),
    ...joinTokenSteps(RKE2, request, inputs.join),
    ...fileSteps(request, inputs),
    hostFileStep(RESOLVERS),
    ...placeSteps(request, artefacts),
    versionStep(RKE2.id, { version: inputs.version }),
    ...(inputs.join === undefined ? [] : [unguardStep(RKE2)]),
    startStep(request, inputs),
    ...waitSteps(inputs),
    commitStep({
      path: COMMIT,
      cluster: inputs.clusterName,
      caPath: isWorker(inputs) ? AGENT_CA : SERVER_CA,
    }),
    ...(isWorker(inputs) || inputs.vip !== undefined ? [] : [vipGoneStep(RKE2)]),
    ...(inputs.join === undefined ? [guardStep(RKE2, inputs.clusterName)] : []),
  ];
  return { steps, skipped: skippedOf(request, inputs, artefacts), blocked: [] };
}

function isWorker({ join }: Rke2Inputs): boolean {
  return join?.role === "worker";
}

function hostSteps(inputs: Rke2Inputs): readonly Step[] {
  const { isHardened } = inputs;
  return [
    ...kernelSteps({ id: RKE2.id, cisPath: isHardened ? CIS_SYSCTLS : undefined }),
    // etcd runs on servers alone.
    ...(isHardened && !isWorker(inputs) ? [etcdUserStep()] : []),
    hostFileStep(UNMANAGED),
  ];
}

function placeSteps(
  { facts }: PlanRequest,
  { archive, images, vipImages }: Rke2Artefacts,
): readonly Step[] {
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
  return [...program, ...placed, ...vipImageSteps(RKE2, vipImages)];
}

/** Never blocks: RKE2 reports itself ready only when it is, and that may be never. */
function startStep({ facts, seen }: PlanRequest, inputs: Rke2Inputs): Step {
  const [unit, unitFile] = isWorker(inputs) ? [AGENT_UNIT, AGENT_UNIT_FILE] : [UNIT, UNIT_FILE];
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  return unitEnsure({
    id: startId(RKE2.id),
    title: isUp ? `Restart ${unit} with these files` : `Start ${unit}`,
    unit,
    want: "restarted",
    // An image that is replaced keeps no links in /etc: convergence starts it at every boot.
    enable: facts.isKairos ? "runtime" : "persistent",
    watches: [BINARY, unitFile, CONFIG, RESOLV_CONFIG, REGISTRIES, envFile(facts.isKairos, unit)],
    impact: "restart",
    usualMs: 3000,
    mark: "SERVICE UP",
  });
}

/** Without a network the node registers and waits for one: that is as far as this goes. */
function waitSteps(inputs: Rke2Inputs): readonly Step[] {
  const { nodeName: node, cni, vip, join } = inputs;
  if (isWorker(inputs)) {
    const unit = AGENT_UNIT;
    return [
      rke2WaitStep({ milestone: "kubelet", node, unit }),
      rke2WaitStep({ milestone: "node-registered", node, unit }),
      ...(cni === "none" ? [] : [rke2WaitStep({ milestone: "node-ready", node, unit })]),
    ];
  }
  return [
    rke2WaitStep({ milestone: "datastore", node }),
    rke2WaitStep({ milestone: "api", node }),
    rke2WaitStep({ milestone: "node-registered", node }),
    ...(cni === "none" ? [] : [rke2WaitStep({ milestone: "node-ready", node })]),
    // Who joins comes by it, so it is the founder that waits for it.
    ...(join === undefined ? answerSteps(RKE2, vip) : []),
  ];
}

function skippedOf(
  request: PlanRequest,
  inputs: Rke2Inputs,
  { all }: Rke2Artefacts,
): readonly Skipped[] {
  const { cluster, facts, seen } = request;
  const skipped: Skipped[] = [...aloneNote(request)];
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
  skipped.push(...withoutNetwork(inputs.cni));
  return skipped;
}
