import type { Blocked, Skipped, Step } from "../../engine/index.ts";
import { archivesIn, formerImagesStep } from "./former-images.ts";
import type { Operated } from "./operation-plan.ts";
import { beginStep } from "./upgrade-begin.ts";
import { readinessIn, upgradedStep } from "./upgrade-commit.ts";
import { type UpgradeRequest, workerObstacles } from "./upgrade-obstacles.ts";

/** What an upgrade is on a server, and on a host that only runs pods. All of it is pure. */
export interface UpgradeWay {
  obstacles(kind: Operated["kind"], request: UpgradeRequest): readonly Blocked[];
  /** Around the steps of convergence with the new artefacts. */
  weave(operated: Operated, request: UpgradeRequest, converged: readonly Step[]): readonly Step[];
  notDone(request: UpgradeRequest, kind: Operated["kind"]): readonly Skipped[];
}

/** distributions.md 13.2: the servers were first. It keeps nothing of the cluster, so nothing is saved. */
export const ON_WORKER: UpgradeWay = {
  obstacles: (kind, request) => workerObstacles({ ...kind, unit: kind.agentUnit }, request),
  weave({ kind }, request, converged) {
    const { from, to } = request;
    const isVerify = (step: Step) => step.kind === "artefact.verify";
    const upgraded = upgradedStep(kind.id, {
      ...{ from, to, node: nodeOf(request), unit: kind.agentUnit },
      ...readinessIn(converged),
    });
    return [
      ...converged.filter(isVerify),
      beginStep(kind, { from, to, unit: kind.agentUnit }),
      ...converged.filter((step) => !isVerify(step)),
      { ...upgraded, title: `Record that the worker ${nodeOf(request)} runs ${to}` },
      formerImagesStep(kind.id, archivesIn(converged, kind.data)),
    ];
  },
  notDone: (request, { kubectl }) => [
    {
      title: "Move the pods of this node elsewhere",
      reason:
        "a worker has no rights for that, and its pods run on while its program is replaced; whoever wants them away before: " +
        `${kubectl} drain ${nodeOf(request)} --ignore-daemonsets --delete-emptydir-data, as root on a server; afterwards: ${kubectl} uncordon ${nodeOf(request)}`,
    },
    { title: "Save a snapshot", reason: "a worker keeps nothing of the cluster" },
  ],
};

function nodeOf({ seen: { nodes } }: UpgradeRequest): string {
  const all = nodes.is === "known" ? nodes.value : [];
  return all.find(({ isThisHost }) => isThisHost)?.name ?? "";
}
