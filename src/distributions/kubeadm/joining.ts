import type { Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { waitStep } from "../shared/wait.ts";
import { encryptionStep } from "./encryption.ts";
import type { Course } from "./founding.ts";
import { isFormedIn, type JoinInputs } from "./inputs.ts";
import { arrivalPhases, markPhase, memberPhase, newcomerPhases } from "./join-phases.ts";
import { memberStep } from "./member-step.ts";
import { phaseStep } from "./phase-step.ts";
import type { Phase } from "./phases.ts";
import { vipSteps } from "./vip-step.ts";
import { WAIT } from "./wait.ts";
import { ignoredChecks } from "./waived.ts";

/** Id of the phase that fetches what control planes share. */
const KEYS = "kubeadm.join-download-certs";

/** Pure. distributions.md 13.4, "join CP" and "join worker": phase by phase, and never a reset. */
export function joiningSteps(
  request: PlanRequest,
  { inputs, start }: Course,
  join: JoinInputs,
): readonly Step[] {
  const isControlPlane = join.role === "control-plane";
  const phases = (list: readonly Phase[]) =>
    list.map((phase) => phaseStep(phase, { isFormed: false }));
  const waitFor = (milestone: "api" | "datastore" | "node-registered" | "node-ready") =>
    waitStep(WAIT, { milestone, node: inputs.nodeName });
  const vip = isControlPlane ? vipSteps(inputs) : [];
  const own = isControlPlane ? [waitFor("api"), waitFor("datastore")] : [];
  // Without a network it waits for one: that is as far as this goes.
  const ready = request.cluster.cni === "none" ? [] : [waitFor("node-ready")];
  const arrived = [waitFor("node-registered"), ...ready];
  const encryption = isControlPlane && inputs.isHardened ? [encryptionStep(join)] : [];
  if (isFormedIn(request)) return [...encryption, ...vip, start, ...own, ...arrived];
  const newcomer = phases(newcomerPhases(inputs, join, ignoredChecks(request.document)));
  return [
    // Proven by the authority that came with the other keys.
    ...newcomer.flatMap((step) => (step.id === KEYS ? [step, ...encryption] : [step])),
    ...vip,
    start,
    // No other host changes the cluster from here on until this one is in.
    ...(isControlPlane ? [memberStep(memberPhase(inputs), inputs.nodeIp ?? "")] : []),
    ...phases(arrivalPhases(inputs)),
    ...own,
    waitFor("node-registered"),
    ...(isControlPlane ? phases([markPhase(inputs)]) : []),
    ...ready,
  ];
}
