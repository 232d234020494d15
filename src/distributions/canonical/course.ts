import type { Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { cniSteps } from "../shared/cni-step.ts";
import { waitStep } from "../shared/wait.ts";
import type { FoundArtefacts } from "./artefacts.ts";
import { bootstrapStep } from "./bootstrap-step.ts";
import { featuresStep } from "./features-step.ts";
import type { CanonicalInputs } from "./inputs.ts";
import { joinStep } from "./join-step.ts";
import { ADMIN_CONF } from "./paths.ts";
import { readyStep } from "./ready-step.ts";
import { featuresOf, renderBootstrap, renderJoin } from "./render.ts";
import { announceSteps, answerSteps } from "./vip-step.ts";
import { WAIT } from "./wait.ts";

const CANONICAL = { id: "canonical", kubeconfig: ADMIN_CONF };

type Joining = CanonicalInputs & Required<Pick<CanonicalInputs, "join">>;

const waitsFor =
  ({ nodeName: node }: CanonicalInputs) =>
  (milestone: "api" | "datastore" | "node-registered" | "node-ready") =>
    waitStep(WAIT, { milestone, node });

/** Pure. A cluster of this host alone, once its snaps and images are there. */
export function foundingSteps(
  inputs: CanonicalInputs,
  { manifest }: FoundArtefacts,
  isFormed: boolean,
): readonly Step[] {
  const waitFor = waitsFor(inputs);
  const config = renderBootstrap(inputs);
  const params = { config, node: inputs.nodeName, address: inputs.nodeIp ?? "" };
  return [
    bootstrapStep(params, { isFormed }),
    waitFor("api"),
    waitFor("datastore"),
    waitFor("node-registered"),
    ...announceSteps(inputs, isFormed),
    ...cniSteps(CANONICAL, { manifest, podCidr: inputs.podCidr, isFormed }),
    featuresStep(featuresOf(inputs), { isFormed }),
    waitFor("node-ready"),
    readyStep(),
    ...answerSteps(inputs, isFormed),
  ];
}

/** Pure. Network and features are the cluster's already. */
export function joiningSteps(
  inputs: Joining,
  { facts }: PlanRequest,
  isFormed: boolean,
): readonly Step[] {
  const waitFor = waitsFor(inputs);
  const { nodeName: node, nodeIp: address = "", role, join } = inputs;
  const { token } = join;
  const params = { token, role, node, address, config: renderJoin(inputs) };
  const own = role === "worker" ? [] : [waitFor("api"), waitFor("datastore")];
  return [
    joinStep(params, facts.secretDigest(token) ?? "not entered"),
    ...own,
    waitFor("node-registered"),
    waitFor("node-ready"),
    ...(role === "worker" ? [] : [readyStep(), ...answerSteps(inputs, isFormed)]),
  ];
}
