import type { Step } from "../../engine/index.ts";
import { kubeApplyStep } from "../../kube/index.ts";
import type { PlanRequest } from "../driver.ts";
import { endpointStep } from "../shared/endpoint-step.ts";
import { minorOf } from "../shared/versions.ts";
import { waitStep } from "../shared/wait.ts";
import { encryptionStep } from "./encryption.ts";
import { isFormedIn, type KubeadmInputs } from "./inputs.ts";
import { ADMIN_CONF } from "./paths.ts";
import { phaseStep } from "./phase-step.ts";
import { clusterPhases, hostPhases, nodePhases, type Phase } from "./phases.ts";
import type { FoundTools } from "./tools.ts";
import { firstVipSteps, vipSteps } from "./vip-step.ts";
import { WAIT } from "./wait.ts";
import { ignoredChecks } from "./waived.ts";

export interface Course {
  readonly inputs: KubeadmInputs;
  readonly tools: FoundTools;
  /** Starts the kubelet. */
  readonly start: Step;
}

/** Pure. A cluster of this host alone, phase by phase, once its programs and images are there. */
export function foundingSteps(
  request: PlanRequest,
  { inputs, tools, start }: Course,
): readonly Step[] {
  const isFormed = isFormedIn(request);
  const phases = (list: readonly Phase[]) => list.map((phase) => phaseStep(phase, { isFormed }));
  const waitFor = (milestone: "api" | "datastore" | "node-registered" | "node-ready") =>
    waitStep(WAIT, { milestone, node: inputs.nodeName });
  return [
    ...(inputs.isHardened ? [encryptionStep()] : []),
    ...phases(hostPhases(inputs, ignoredChecks(request.document))),
    ...(isFormed ? vipSteps(inputs) : firstVipSteps(inputs)),
    start,
    waitFor("api"),
    waitFor("datastore"),
    ...endpointSteps(inputs),
    ...phases(clusterPhases(inputs)),
    waitFor("node-registered"),
    ...phases(nodePhases(inputs)),
    ...cniStep(tools, inputs, isFormed),
    ...(isFormed || minorOf(inputs.version) < 29 ? [] : vipSteps(inputs)),
    // Without a network it waits for one: that is as far as this goes.
    ...(request.cluster.cni === "none" ? [] : [waitFor("node-ready")]),
  ];
}

function endpointSteps({ endpoint }: KubeadmInputs): readonly Step[] {
  return endpoint === undefined ? [] : [endpointStep("kubeadm", { endpoint })];
}

function cniStep(
  { manifest }: FoundTools,
  { podCidr }: KubeadmInputs,
  isFormed: boolean,
): readonly Step[] {
  if (manifest === undefined) return [];
  return [
    kubeApplyStep({
      id: "kubeadm.cni",
      title: `Apply ${manifest.name} to the cluster`,
      manifest: manifest.path,
      sha256: manifest.sha256,
      kubeconfig: ADMIN_CONF,
      podCidr,
      // Before it is formed, the claim takes everything along when it is taken back.
      undo: isFormed ? "none" : "compensate",
    }),
  ];
}
