import { type Candidate, knownValue, type Skipped, type Step } from "../../engine/index.ts";
import { commitStep } from "../../kube/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { Artefact, PlanRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { withoutNetwork } from "../shared/networks.ts";
import { obstacles } from "../shared/obstacles.ts";
import { unpackStep } from "../shared/unpack-step.ts";
import { versionStep } from "../shared/version-step.ts";
import { startId } from "../shared/wait.ts";
import { claimStep } from "./claim.ts";
import { fileSteps } from "./file-steps.ts";
import { forgetJoinStep } from "./forget-join.ts";
import { foundingSteps } from "./founding.ts";
import { imagesStep } from "./images.ts";
import { inputsOf, type KubeadmInputs } from "./inputs.ts";
import { beginningObstacles } from "./join-obstacles.ts";
import { joiningSteps } from "./joining.ts";
import {
  CLUSTER_CA,
  COMMIT,
  CONTAINERD_CONFIG,
  CONTAINERD_UNIT,
  CONTAINERD_UNIT_FILE,
  KUBELET_CONFIG,
  PROGRAMS,
  PROXY_ENV,
  proxyDropIn,
  UNIT,
  UNIT_ARGUMENTS,
  UNIT_FILE,
  unpackedRecord,
} from "./paths.ts";
import { swapStep } from "./swap.ts";
import { type FoundTools, toolsIn } from "./tools.ts";
import { TITLE } from "./wait.ts";

/** Pure. From nothing to a Ready node, distributions.md 13.1 and 13.4 "create". */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const blocked = [
    ...obstacles({ title: TITLE, data: "/var/lib" }, request, inputs),
    ...beginningObstacles(request, inputs),
  ];
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const tools = toolsIn(request);
  const { join } = inputs;
  const course = { inputs, tools, start: startStep(request) };
  const role = join?.role === "worker" ? { role: join.role } : {};
  const steps: readonly Step[] = [
    ...verifySteps("kubeadm", Object.values(tools)),
    claimStep({ cluster: inputs.clusterName, ...role }),
    swapStep(),
    ...kernelSteps({
      id: "kubeadm",
      cisPath: inputs.isHardened ? "/etc/sysctl.d/90-kubelet.conf" : undefined,
    }),
    ...fileSteps(request, inputs),
    ...toolSteps(tools),
    versionStep("kubeadm", { version: inputs.version }),
    engineStep(request),
    ...(tools.images === undefined ? [] : [imagesStep(tools.images, inputs)]),
    ...(join === undefined ? foundingSteps(request, course) : joiningSteps(request, course, join)),
    commitStep({ path: COMMIT, cluster: inputs.clusterName, caPath: CLUSTER_CA }),
    ...(join === undefined ? [] : [forgetJoinStep()]),
  ];
  return { steps, skipped: skippedOf(request, { tools, inputs }), blocked: [] };
}

/** Folders the names of each archive are below, as their projects say. */
const ARCHIVES = {
  crictl: PROGRAMS,
  // Flannel's manifest brings `flannel` alone and delegates to these.
  cniPlugins: "/opt/cni/bin",
  containerd: "/usr/local",
} as const;

export function toolSteps(tools: FoundTools): readonly Step[] {
  const programs = (["kubeadm", "kubelet", "kubectl"] as const).flatMap((name) => {
    const artefact = tools[name];
    const target = { to: `${PROGRAMS}/${name}`, mode: 0o755, what: "the program" };
    return artefact === undefined ? [] : [placeStep(`kubeadm.place-${name}`, artefact, target)];
  });
  const runc = { to: "/usr/local/sbin/runc", mode: 0o755, what: "the program" };
  const archives = (["crictl", "cniPlugins", "containerd"] as const).flatMap((name) => {
    const artefact = tools[name];
    return artefact === undefined ? [] : [unpack(name, artefact)];
  });
  return [
    ...programs,
    ...(tools.runc === undefined ? [] : [placeStep("kubeadm.place-runc", tools.runc, runc)]),
    ...archives,
  ];
}

function unpack(tool: keyof typeof ARCHIVES, artefact: Artefact): Step {
  const place = { into: ARCHIVES[tool], record: unpackedRecord(tool) };
  const step = unpackStep("kubeadm", artefact, place);
  return { ...step, id: `${step.id}-${tool.toLowerCase()}` };
}

/** Pods go on running over its restart. */
export function engineStep(request: PlanRequest): Step {
  return unitEnsure({
    id: "kubeadm.containerd",
    title: `Let ${CONTAINERD_UNIT} run with these files`,
    unit: CONTAINERD_UNIT,
    want: "restarted",
    enable: linkOf(request),
    watches: [
      CONTAINERD_CONFIG,
      CONTAINERD_UNIT_FILE,
      PROXY_ENV,
      proxyDropIn(CONTAINERD_UNIT),
      `${PROGRAMS}/containerd`,
    ],
    impact: "restart",
    usualMs: 2000,
  });
}

export function startStep(request: PlanRequest): Step {
  const isUp = request.seen.unit.is === "known" && request.seen.unit.value.active === "active";
  return unitEnsure({
    id: startId("kubeadm"),
    title: isUp ? `Restart ${UNIT} with these files` : `Start ${UNIT}`,
    unit: UNIT,
    want: "restarted",
    enable: linkOf(request),
    watches: [
      UNIT_FILE,
      UNIT_ARGUMENTS,
      KUBELET_CONFIG,
      PROXY_ENV,
      proxyDropIn(UNIT),
      `${PROGRAMS}/kubelet`,
    ],
    impact: "restart",
    usualMs: 2000,
    mark: "SERVICE UP",
  });
}

/** An image that is replaced forgets /etc/containerd: convergence starts both at every boot. */
function linkOf({ facts }: PlanRequest): "runtime" | "persistent" {
  return facts.isKairos ? "runtime" : "persistent";
}

function skippedOf(
  { cluster, facts }: PlanRequest,
  { tools, inputs }: { readonly tools: FoundTools; readonly inputs: KubeadmInputs },
): readonly Skipped[] {
  const skipped: Skipped[] = [...withoutNetwork(cluster.cni)];
  if (Object.keys(tools).length === 0)
    skipped.push({
      title: "Compare the installed files with the artefacts",
      reason: `${facts.artefactProblems[0]?.message ?? `${cluster.artefacts} is not there any more`}; what is installed stays as it is`,
    });
  if (inputs.endpoint === undefined && inputs.join === undefined)
    skipped.push({
      title: "Let more control planes join later",
      reason: "neither vip nor controlPlaneEndpoint is given: only workers can join such a cluster",
    });
  if (knownValue(facts.artefactVersion) === undefined && tools.kubelet !== undefined)
    skipped.push({
      title: `Compare the version of the artefacts with ${cluster.version}`,
      reason: "the program cannot be run where it lies; it is compared once it is in place",
    });
  return skipped;
}
