import type { Candidate, Step } from "../../engine/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep } from "../shared/artefact-steps.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { withoutNetwork } from "../shared/networks.ts";
import { isWorker } from "../shared/server-inputs.ts";
import {
  leftAsItIs,
  type ServerParts,
  serverObstacles,
  serverSteps,
} from "../shared/server-plan.ts";
import { unpackStep } from "../shared/unpack-step.ts";
import { answerSteps, vipImageSteps } from "../shared/virtual-address.ts";
import { waitSteps } from "../shared/wait.ts";
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
import { WAITS } from "./wait.ts";

/** Pure. */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const blocked = serverObstacles(RKE2, request, inputs);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactSet(request);
  const steps = serverSteps(RKE2, request, inputs, {
    artefacts: artefacts.all,
    folders: [isWorker(inputs) ? AGENT : SERVER],
    host: hostSteps(inputs),
    files: [...fileSteps(request, inputs), hostFileStep(RESOLVERS)],
    placed: placeSteps(request, artefacts),
    service: serviceOf(request, inputs),
    arrival: arrivalSteps(inputs),
    authority: isWorker(inputs) ? AGENT_CA : SERVER_CA,
  });
  const skipped = [
    ...leftAsItIs(request, artefacts.all, [BINARY, UNIT_FILE]),
    ...withoutNetwork(inputs.cni),
  ];
  return { steps, skipped, blocked: [] };
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

function serviceOf({ facts }: PlanRequest, inputs: Rke2Inputs): ServerParts["service"] {
  const [unit, unitFile] = isWorker(inputs) ? [AGENT_UNIT, AGENT_UNIT_FILE] : [UNIT, UNIT_FILE];
  const env = envFile(facts.isKairos, unit);
  return { unit, watches: [BINARY, unitFile, CONFIG, RESOLV_CONFIG, REGISTRIES, env] };
}

function arrivalSteps(inputs: Rke2Inputs): readonly Step[] {
  const { nodeName: node, cni, vip, join } = inputs;
  // Without a network the node registers and waits for one: that is as far as this goes.
  const ready = cni === "none" ? [] : (["node-ready"] as const);
  if (isWorker(inputs))
    return waitSteps(WAITS, ["kubelet", "node-registered", ...ready], { node, unit: AGENT_UNIT });
  return [
    ...waitSteps(WAITS, ["datastore", "api", "node-registered", ...ready], { node }),
    // Who joins comes by it, so it is the founder that waits for it.
    ...(join === undefined ? answerSteps(RKE2, vip) : []),
  ];
}
