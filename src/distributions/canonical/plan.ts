import {
  type Blocked,
  type Candidate,
  knownValue,
  type Skipped,
  type Step,
} from "../../engine/index.ts";
import { commitStep } from "../../kube/index.ts";
import { endpointOf } from "../../spec/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { isFormedIn } from "../shared/formed.ts";
import { beginningObstacles } from "../shared/join-obstacles.ts";
import { obstacles } from "../shared/obstacles.ts";
import { artefactsIn, baseOf, type FoundArtefacts, SNAPS, type SnapRole } from "./artefacts.ts";
import { claimStep } from "./claim.ts";
import { foundingSteps, joiningSteps } from "./course.ts";
import { fileSteps, restartSteps, startSteps } from "./file-steps.ts";
import { holdStep } from "./hold-step.ts";
import { type CanonicalInputs, inputsOf } from "./inputs.ts";
import { JOIN_PORT } from "./join-token.ts";
import { kernelSteps } from "./kernel.ts";
import { CLUSTER_CA, COMMIT, IMAGES, SNAPD_UNIT } from "./paths.ts";
import { snapStep } from "./snap-step.ts";
import { snapdStep } from "./snapd-step.ts";
import { versionStep } from "./version-step.ts";

const INSTALLED = { title: "Canonical Kubernetes", data: "/var/lib" } as const;

/** Pure. From nothing to a Ready node, distributions.md 13.1 and 13.5 "create". */
export function plan(request: PlanRequest): Candidate {
  const inputs = inputsOf(request.document, request.cluster, request.facts);
  const isFormed = isFormedIn(request);
  const blocked = [
    ...obstacles(INSTALLED, request, inputs),
    ...joinObstacles(request, inputs, isFormed),
  ];
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const artefacts = artefactsIn(request);
  const { join, clusterName: cluster } = inputs;
  const steps: readonly Step[] = [
    ...verifySteps("canonical", artefacts.all),
    claimStep({ cluster, ...(inputs.role === "worker" && { role: inputs.role }) }),
    ...kernelSteps(inputs.isHardened),
    ...fileSteps(request),
    ...snapSteps(request, artefacts, isFormed),
    holdStep(),
    ...imageSteps(artefacts),
    ...(isFormed ? [...restartSteps(request, artefacts), ...startSteps(request, inputs)] : []),
    versionStep({ version: inputs.version }),
    ...(join === undefined
      ? foundingSteps(inputs, artefacts, isFormed)
      : joiningSteps({ ...inputs, join }, request, isFormed)),
    commitStep({ path: COMMIT, cluster, caPath: CLUSTER_CA }),
  ];
  return { steps, skipped: skippedOf(request, artefacts), blocked: [] };
}

const BEGINNING = { title: INSTALLED.title, joinPort: JOIN_PORT } as const;

/** Pure. Why this host neither founds a cluster nor comes into the one that it is told to join. */
function joinObstacles(
  request: PlanRequest,
  { join, nodeIp }: CanonicalInputs,
  isFormed: boolean,
): readonly Blocked[] {
  if (isFormed) return [];
  // Its own way of joining has no pin beside the token: that part is judged here.
  if (join === undefined) return beginningObstacles(BEGINNING, request, nodeIp);
  const { target } = request.seen;
  if (endpointOf(join.server, JOIN_PORT).host === nodeIp)
    return [
      {
        code: "JOIN_ITSELF",
        message: `spec.cluster.join.server ${join.server} is this host itself`,
        hint: "Name another member; or remove join, if this host shall found the cluster.",
      },
    ];
  if (target?.is !== "unknown") return [];
  return [
    {
      code: "JOIN_UNREACHABLE",
      message: `${join.server} does not answer: ${target.why}`,
      hint: "See that the cluster is up and that this host reaches it, then plan again.",
    },
  ];
}

function snapSteps(
  { cluster }: PlanRequest,
  { snaps }: FoundArtefacts,
  isFormed: boolean,
): readonly Step[] {
  const names: Readonly<Record<SnapRole, string>> = {
    ...{ snapd: "snapd", k8s: "k8s" },
    base: baseOf(cluster),
  };
  const snapd = unitEnsure({
    id: "canonical.snapd-unit",
    unit: SNAPD_UNIT,
    want: "started",
    enable: "persistent",
    impact: "none",
  });
  const installed = SNAPS.flatMap((role) => {
    const found = snaps[role];
    const revision = role === "k8s" ? "this" : "any";
    const options = { name: names[role], revision, isFormed } as const;
    return found === undefined ? [] : [snapStep(found, options)];
  });
  return [snapd, snapdStep(), ...installed];
}

/** Before containerd starts for the first time: it reads them then. */
function imageSteps({ images, vipImages }: FoundArtefacts): readonly Step[] {
  return [
    { id: "canonical.images", archive: images, what: "images" },
    { id: "canonical.vip-images", archive: vipImages, what: "kube-vip" },
  ].flatMap(({ id, archive, what }) => {
    if (archive === undefined) return [];
    return [placeStep(id, archive, { to: `${IMAGES}/${archive.name}`, mode: 0o644, what })];
  });
}

function skippedOf(
  { cluster, facts }: PlanRequest,
  { all, manifest }: FoundArtefacts,
): readonly Skipped[] {
  const skipped: Skipped[] = [];
  if (all.length === 0)
    skipped.push({
      title: "Compare the installed snaps with the artefacts",
      reason: `${facts.artefactProblems[0]?.message ?? `${cluster.artefacts} is not there any more`}; what is installed stays as it is`,
    });
  if (knownValue(facts.artefactVersion) === undefined && all.length > 0)
    skipped.push({
      title: `Compare the version of the artefacts with ${cluster.version}`,
      reason: "it stands inside of the snap; it is compared once that is installed",
    });
  if (cluster.cni === "none" && manifest === undefined)
    skipped.push({
      title: "Bring a network",
      reason: "none is asked for: the node is not Ready before somebody applies one",
    });
  return skipped;
}
