import type { Candidate, Skipped, Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep } from "../shared/artefact-steps.ts";
import { cniSteps } from "../shared/cni-step.ts";
import { isFormedIn } from "../shared/formed.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { withoutNetwork } from "../shared/networks.ts";
import { isWorker } from "../shared/server-inputs.ts";
import {
  leftAsItIs,
  type ServerParts,
  serverObstacles,
  serverSteps,
} from "../shared/server-plan.ts";
import { normalVersion } from "../shared/versions.ts";
import { answerSteps, vipImageSteps } from "../shared/virtual-address.ts";
import { waitSteps } from "../shared/wait.ts";
import { artefactSet, type K3sArtefacts } from "./artefacts.ts";
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
  CONFIG,
  ENV_FILE,
  IMAGES,
  REGISTRIES,
  SERVER,
  SERVER_CA,
  UNIT,
  UNIT_FILE,
} from "./paths.ts";
import { WAITS } from "./wait.ts";

/** Pure. */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const blocked = serverObstacles(K3S, request, inputs);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactSet(request, inputs.cni);
  const steps = serverSteps(K3S, request, inputs, {
    artefacts: artefacts.all,
    folders: foldersOf(inputs),
    host: kernelSteps({
      id: "k3s",
      cisPath: inputs.isHardened ? "/etc/sysctl.d/90-kubelet.conf" : undefined,
    }),
    files: fileSteps(request, inputs),
    placed: placeSteps(request, artefacts),
    service: serviceOf(inputs),
    arrival: arrivalSteps(request, inputs, artefacts),
    authority: isWorker(inputs) ? AGENT_CA : SERVER_CA,
  });
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

function serviceOf(inputs: K3sInputs): ServerParts["service"] {
  const [unit, unitFile, envFile] = isWorker(inputs)
    ? [AGENT_UNIT, AGENT_UNIT_FILE, AGENT_ENV_FILE]
    : [UNIT, UNIT_FILE, ENV_FILE];
  return { unit, watches: [BINARY, unitFile, CONFIG, REGISTRIES, envFile] };
}

function arrivalSteps(
  request: PlanRequest,
  inputs: K3sInputs,
  { manifest }: K3sArtefacts,
): readonly Step[] {
  const { cni, join, nodeName: node, podCidr } = inputs;
  const at = isWorker(inputs) ? { node, unit: AGENT_UNIT } : { node };
  // Calico brings its own plugins; what a profile brings may delegate to these.
  const plugins = cni === "calico" ? [] : [cniPluginsStep()];
  // Without a network the node registers and waits for one: that is as far as this goes.
  const ready = waitSteps(WAITS, cni === "none" ? [] : ["node-ready"], at);
  if (join === undefined)
    return [
      ...waitSteps(WAITS, ["api", "datastore", "node-registered"], at),
      ...plugins,
      ...cniSteps(K3S, { manifest, podCidr, isFormed: isFormedIn(request) }),
      ...ready,
      ...answerSteps(K3S, inputs.vip),
    ];
  const arrival = isWorker(inputs) ? (["kubelet"] as const) : (["datastore", "api"] as const);
  return [...waitSteps(WAITS, [...arrival, "node-registered"], at), ...plugins, ...ready];
}

function skippedOf(
  request: PlanRequest,
  inputs: K3sInputs,
  { all }: K3sArtefacts,
): readonly Skipped[] {
  const { cluster, facts } = request;
  const skipped = [...leftAsItIs(request, all, [BINARY, UNIT_FILE])];
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
