import { type Blocked, knownValue, type Skipped, type Step } from "../../engine/index.ts";
import { commitStep } from "../../kube/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { Artefact, PlanRequest } from "../driver.ts";
import { verifySteps } from "./artefact-steps.ts";
import { claimStep } from "./claim.ts";
import { guardStep, unguardStep } from "./founded-guard.ts";
import { aloneNote, beginningObstacles } from "./join-obstacles.ts";
import { joinTokenSteps, roleOf } from "./join-steps.ts";
import { obstacles } from "./obstacles.ts";
import { isWorker, type ServerInputs } from "./server-inputs.ts";
import type { ServerKind } from "./server-kind.ts";
import { versionStep } from "./version-step.ts";
import { vipGoneStep } from "./vip-gone.ts";
import { startId } from "./wait.ts";

/** What each of them has of its own in the one order of `serverSteps`. */
export interface ServerParts {
  readonly artefacts: readonly Artefact[];
  /** Made with the claim: nothing is written into them before. */
  readonly folders: readonly string[];
  /** What the host has to be before anything is written for the service. */
  readonly host: readonly Step[];
  readonly files: readonly Step[];
  readonly placed: readonly Step[];
  readonly service: Service;
  /** From the start of the service to a node that works. */
  readonly arrival: readonly Step[];
  /** Certificate of the authority that the cluster is known by from now on. */
  readonly authority: string;
}

interface Service {
  readonly unit: string;
  /** It is started again when one of these changed. */
  readonly watches: readonly string[];
}

/** What keeps a host from founding, joining or changing. */
export function serverObstacles(
  kind: ServerKind,
  request: PlanRequest,
  inputs: ServerInputs,
): readonly Blocked[] {
  const refused = obstacles(kind, request, inputs);
  return refused.length > 0 ? refused : beginningObstacles(kind, request, inputs.nodeIp);
}

/** Pure. From nothing to a Ready node, distributions.md 13.1 to 13.3: "create", "join CP" and "join worker". */
export function serverSteps(
  kind: ServerKind,
  request: PlanRequest,
  inputs: ServerInputs,
  parts: ServerParts,
): readonly Step[] {
  const { clusterName: cluster, version, join, vip } = inputs;
  return [
    ...verifySteps(kind.id, parts.artefacts),
    claimStep(kind, { cluster, folders: parts.folders, ...roleOf(inputs) }),
    ...parts.host,
    ...joinTokenSteps(kind, request, join),
    ...parts.files,
    ...parts.placed,
    versionStep(kind.id, { version }),
    ...(join === undefined ? [] : [unguardStep(kind)]),
    startStep(kind, request, parts.service),
    ...parts.arrival,
    commitStep({ path: kind.commit, cluster, caPath: parts.authority }),
    ...(isWorker(inputs) || vip !== undefined ? [] : [vipGoneStep(kind)]),
    ...(join === undefined ? [guardStep(kind, cluster)] : []),
  ];
}

/** Never blocks: the service reports itself ready only when it is, and that may be never. */
function startStep({ id }: ServerKind, { facts, seen }: PlanRequest, service: Service): Step {
  const { unit, watches } = service;
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  return unitEnsure({
    id: startId(id),
    title: isUp ? `Restart ${unit} with these files` : `Start ${unit}`,
    unit,
    want: "restarted",
    // An image that is replaced keeps no links in /etc: convergence starts it at every boot.
    enable: facts.isKairos ? "runtime" : "persistent",
    watches,
    impact: "restart",
    usualMs: 3000,
    mark: "SERVICE UP",
  });
}

/** What the image has already, and what there is nothing to compare with. */
export function leftAsItIs(
  request: PlanRequest,
  artefacts: readonly Artefact[],
  placed: readonly [program: string, unitFile: string],
): readonly Skipped[] {
  const { cluster, facts, seen } = request;
  const skipped = [...aloneNote(request)];
  if (facts.isKairos)
    skipped.push({
      title: `Place ${placed.join(" and ")}`,
      reason: `part of the image, version ${knownValue(seen.installed)?.version ?? "not known yet"}`,
    });
  if (artefacts.length === 0)
    skipped.push({
      title: "Compare the installed files with the artefacts",
      reason: `${facts.artefactProblems[0]?.message ?? `${cluster.artefacts} is not there any more`}; what is installed stays as it is`,
    });
  return skipped;
}
