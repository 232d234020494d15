import type { Blocked, Candidate, Step } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { verifySteps } from "../shared/artefact-steps.ts";
import { goingOn } from "../shared/operation-plan.ts";
import { upgradedStep } from "../shared/upgrade-commit.ts";
import { type UpgradeRequest, upgradeObstacles } from "../shared/upgrade-obstacles.ts";
import { versionStep } from "../shared/version-step.ts";
import { compareVersions, isSameVersion, normalVersion } from "../shared/versions.ts";
import { waitStep } from "../shared/wait.ts";
import { type Emptied, emptiedUntil } from "./emptied.ts";
import { fileSteps } from "./file-steps.ts";
import { imagesStep } from "./images.ts";
import { inputsOf } from "./inputs.ts";
import { UNIT } from "./paths.ts";
import { engineStep, startStep, toolSteps } from "./plan.ts";
import { isWorker } from "./renew.ts";
import { type SavedFirst, saveFirst } from "./save-first.ts";
import { toolsIn } from "./tools.ts";
import { upgradeStep } from "./upgrade-step.ts";
import { vipSteps } from "./vip-step.ts";
import { TITLE, WAIT } from "./wait.ts";
import { ignoredChecks } from "./waived.ts";

const KIND = { title: TITLE, unit: UNIT, data: "/var/lib" } as const;

/** Pure. distributions.md 13.4: kubeadm and the images first, then the control plane, the kubelet last. */
export function upgrade(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { seen, wanted } = request;
  if (wanted === undefined) return refused(notAskedFor(request.cluster));
  if (seen.installed.is !== "known") return refused(notKnown(seen.installed));
  const from = seen.installed.value.version;
  const to = normalVersion(wanted.cluster.version);
  if (isSameVersion(to, from)) {
    const there = { title: `Upgrade ${TITLE}`, reason: `${from} is installed` };
    return { steps: [], skipped: [there], blocked: [] };
  }
  const whole: UpgradeRequest = { ...request, wanted, from, to };
  const blocked = [...upgradeObstacles(KIND, whole), ...orderObstacles(whole)];
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const saved = saveFirst(whole, `pre-upgrade-${from}`);
  const emptied = emptiedUntil(whole, to);
  const { whyNot: reason } = emptied;
  const stay =
    reason === undefined ? [] : [{ title: "Move the pods of this node elsewhere", reason }];
  const steps = stepsOf(whole, saved, emptied);
  return { steps, skipped: [...saved.skipped, ...stay], blocked: [] };
}

function stepsOf(request: UpgradeRequest, saved: SavedFirst, emptied: Emptied): readonly Step[] {
  const { wanted, from, to } = request;
  const inputs = inputsOf(wanted.document, wanted.cluster, wanted.facts);
  const tools = toolsIn(wanted);
  const role = isWorker(request) ? "worker" : "control-plane";
  const placed = toolSteps(tools);
  const isKubelet = ({ id }: Step) => id === "kubeadm.place-kubelet";
  const node = inputs.nodeName;
  const waitFor = (milestone: "api" | "datastore" | "node-registered" | "node-ready") =>
    waitStep(WAIT, { milestone, node });
  return [
    ...verifySteps("kubeadm", Object.values(tools)),
    ...saved.steps,
    ...emptied.before,
    ...fileSteps(wanted, inputs),
    ...placed.filter((step) => !isKubelet(step)),
    engineStep(wanted),
    ...(tools.images === undefined ? [] : [imagesStep(tools.images, inputs)]),
    ...(role === "worker" ? [] : vipSteps(inputs)),
    upgradeStep({ to, role, ignored: ignoredChecks(wanted.document) }),
    ...placed.filter(isKubelet),
    versionStep("kubeadm", { version: inputs.version }),
    startStep(wanted),
    ...(role === "worker" ? [] : [waitFor("api"), waitFor("datastore")]),
    waitFor("node-registered"),
    waitFor("node-ready"),
    upgradedStep("kubeadm", { from, to, node }),
    ...emptied.after,
  ];
}

/** Control planes first: a kubelet is never newer than an API server that it may ask. */
function orderObstacles(request: UpgradeRequest): readonly Blocked[] {
  const { nodes } = request.seen;
  if (!isWorker(request) || nodes.is !== "known") return [];
  const older = nodes.value.filter(
    ({ roles, version }) =>
      roles.includes("control-plane") && compareVersions(version, request.to) < 0,
  );
  return older.map(({ name, version }) => ({
    code: "VERSION_SKEW",
    message: `${name} runs ${normalVersion(version)}, and a worker is never newer than a control plane`,
    hint: "Upgrade every control plane first.",
  }));
}

function refused(why: Blocked): Candidate {
  return { steps: [], skipped: [], blocked: [why] };
}

function notAskedFor(cluster: string): Blocked {
  return {
    code: "CLUSTER_FOREIGN",
    message: `the document asks for no cluster ${cluster}`,
    hint: "Upgrade it with the tool that made it.",
  };
}

function notKnown(installed: ClusterOperationRequest["seen"]["installed"]): Blocked {
  const why = installed.is === "unknown" ? installed.why : "nothing is installed";
  return {
    code: "VERSION_UNKNOWN",
    message: `the installed version cannot be read: ${why}`,
    hint: "Clear that up, then plan again.",
  };
}
