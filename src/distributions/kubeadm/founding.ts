import type { Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { cniSteps } from "../shared/cni-step.ts";
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

const KUBEADM = { id: "kubeadm", kubeconfig: ADMIN_CONF };

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
    ...cniSteps(KUBEADM, { manifest: tools.manifest, podCidr: inputs.podCidr, isFormed }),
    ...(isFormed || minorOf(inputs.version) < 29 ? [] : vipSteps(inputs)),
    // Without a network it waits for one: that is as far as this goes.
    ...(request.cluster.cni === "none" ? [] : [waitFor("node-ready")]),
  ];
}

function endpointSteps({ endpoint }: KubeadmInputs): readonly Step[] {
  return endpoint === undefined ? [] : [endpointStep("kubeadm", { endpoint })];
}
