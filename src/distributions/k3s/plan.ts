import type { Candidate, Skipped, Step } from "../../engine/index.ts";
import { knownValue } from "../../engine/index.ts";
import { commitStep, kubeApplyStep } from "../../kube/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { guardStep, unguardStep } from "../shared/founded-guard.ts";
import { aloneNote, beginningObstacles } from "../shared/join-obstacles.ts";
import { joinTokenSteps, roleOf } from "../shared/join-steps.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { withoutNetwork } from "../shared/networks.ts";
import { obstacles } from "../shared/obstacles.ts";
import { versionStep } from "../shared/version-step.ts";
import { normalVersion } from "../shared/versions.ts";
import { vipGoneStep } from "../shared/vip-gone.ts";
import { answerSteps, vipImageSteps } from "../shared/virtual-address.ts";
import { startId } from "../shared/wait.ts";
import { artefactSet, type K3sArtefacts } from "./artefacts.ts";
import { claimStep } from "./claim.ts";
import { cniPluginsStep } from "./cni-plugins.ts";
import { fileSteps } from "./file-steps.ts";
import { AUDIT_LOGS } from "./hardening.ts";
import { inputsOf, type K3sInputs } from "./inputs.ts";
import { K3S } from "./kind.ts";
import {
  AGENT,
  AGENT_CA,
  AGENT_ENV_FILE,
  AGENT_UNIT,
  AGENT_UNIT_FILE,
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

/** Pure. From nothing to a Ready node, distributions.md 13.1 and 13.2: "create", "join CP" and "join worker". */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const refused = obstacles(K3S, request, inputs);
  const blocked = refused.length > 0 ? refused : beginningObstacles(K3S, request, inputs.nodeIp);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactSet(request, inputs.cni);
  const steps = [
    ...verifySteps("k3s", artefacts.all),
    claimStep({ cluster: inputs.clusterName, folders: foldersOf(inputs), ...roleOf(inputs) }),
    ...kernelSteps({
      id: "k3s",
      cisPath: inputs.isHardened ? "/etc/sysctl.d/90-kubelet.conf" : undefined,
    }),
    ...joinTokenSteps(K3S, request, inputs.join),
    ...fileSteps(request, inputs),
    ...placeSteps(request, artefacts),
    versionStep("k3s", { version: inputs.version }),
    ...(inputs.join === undefined ? [] : [unguardStep(K3S)]),
    startStep(request, inputs),
    ...arrivalSteps(request, inputs, artefacts),
    commitStep({
      path: COMMIT,
      cluster: inputs.clusterName,
      caPath: isWorker(inputs) ? AGENT_CA : SERVER_CA,
    }),
    ...(isWorker(inputs) || inputs.vip !== undefined ? [] : [vipGoneStep(K3S)]),
    ...(inputs.join === undefined ? [guardStep(K3S, inputs.clusterName)] : []),
  ];
  return { steps, skipped: skippedOf(request, inputs, artefacts), blocked: [] };
}

/** The API server does not start without the folder of its audit log. */
function foldersOf(inputs: K3sInputs): readonly string[] {
  if (isWorker(inputs)) return [AGENT];
  return inputs.isHardened ? [SERVER, AUDIT_LOGS] : [SERVER];
}

function placeSteps(
  { facts }: PlanRequest,
  { binary, images, vipImages }: K3sArtefacts,
): readonly Step[] {
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
  return [...placed, ...vipImageSteps(K3S, vipImages)];
}

/** Never blocks: K3s reports itself ready only when it is, and that may be never. */
function startStep({ facts, seen }: PlanRequest, inputs: K3sInputs): Step {
  const [unit, unitFile, envFile] = isWorker(inputs)
    ? [AGENT_UNIT, AGENT_UNIT_FILE, AGENT_ENV_FILE]
    : [UNIT, UNIT_FILE, ENV_FILE];
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  return unitEnsure({
    id: startId("k3s"),
    title: isUp ? `Restart ${unit} with these files` : `Start ${unit}`,
    unit,
    want: "restarted",
    // An image that is replaced keeps no links in /etc: convergence starts it at every boot.
    enable: facts.isKairos ? "runtime" : "persistent",
    watches: [BINARY, unitFile, CONFIG, REGISTRIES, envFile],
    impact: "restart",
    usualMs: 3000,
    mark: "SERVICE UP",
  });
}

function arrivalSteps(
  request: PlanRequest,
  inputs: K3sInputs,
  artefacts: K3sArtefacts,
): readonly Step[] {
  if (inputs.join === undefined) return networkSteps(request, inputs, artefacts);
  const node = inputs.nodeName;
  const plugins = pluginSteps(inputs);
  if (!isWorker(inputs))
    return [
      k3sWaitStep({ milestone: "datastore", node }),
      k3sWaitStep({ milestone: "api", node }),
      k3sWaitStep({ milestone: "node-registered", node }),
      ...plugins,
      ...readySteps(inputs),
    ];
  const unit = AGENT_UNIT;
  return [
    k3sWaitStep({ milestone: "kubelet", node, unit }),
    k3sWaitStep({ milestone: "node-registered", node, unit }),
    ...plugins,
    ...readySteps(inputs, unit),
  ];
}

/** Calico brings its own; what a profile brings may delegate to these. */
function pluginSteps({ cni }: K3sInputs): readonly Step[] {
  return cni === "calico" ? [] : [cniPluginsStep()];
}

/** Without a network the node registers and waits for one: that is as far as this goes. */
function readySteps({ cni, nodeName: node }: K3sInputs, unit?: string): readonly Step[] {
  if (cni === "none") return [];
  return [k3sWaitStep({ milestone: "node-ready", node, ...(unit !== undefined && { unit }) })];
}

function isWorker({ join }: K3sInputs): boolean {
  return join?.role === "worker";
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
    ...pluginSteps(inputs),
    ...apply,
    ...readySteps(inputs),
    ...answerSteps(K3S, inputs.vip),
  ];
}

/** Before that, the claim takes everything along when it is taken back. */
function isFormed({ seen }: PlanRequest): boolean {
  return seen.ownership?.is === "known" && seen.ownership.value.committed === true;
}

function skippedOf(
  request: PlanRequest,
  inputs: K3sInputs,
  { all }: K3sArtefacts,
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
  if (cluster.vip !== undefined && inputs.join === undefined && inputs.vip === undefined)
    skipped.push({
      title: `Announce the virtual address ${cluster.vip}`,
      reason: "the state lies in a file of this host (SQLite): there is one server for ever",
    });
  skipped.push(...withoutNetwork(inputs.cni));
  if (facts.artefactVersion.is !== "known" && all.length > 0)
    skipped.push({
      title: `Compare the version of the artefacts with ${normalVersion(inputs.version)}`,
      reason: "the program cannot be run where it lies; it is compared once it is in place",
    });
  return skipped;
}
