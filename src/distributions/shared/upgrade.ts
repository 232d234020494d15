import {
  type Blocked,
  type Candidate,
  type Handler,
  known,
  type Skipped,
  type Step,
} from "../../engine/index.ts";
import type { ClusterOperationRequest, NodeView, PlanRequest } from "../driver.ts";
import { emptyNodeStep, fillNodeStep, whyNotEmptied } from "./empty-node.ts";
import { emptyNodeHandlers } from "./empty-node-handler.ts";
import { archivesIn, formerImagesHandler, formerImagesStep } from "./former-images.ts";
import { observeVersion } from "./installed-version.ts";
import { goingOn, type Operated, storeOf } from "./operation-plan.ts";
import { quorumObstacles } from "./quorum.ts";
import { snapshotStep } from "./snapshot.ts";
import { beginHandler, beginStep } from "./upgrade-begin.ts";
import { readinessIn, upgradedHandler, upgradedStep } from "./upgrade-commit.ts";
import { type UpgradeRequest, upgradeObstacles } from "./upgrade-obstacles.ts";
import { ON_WORKER, type UpgradeWay } from "./upgrade-worker.ts";
import { isSameVersion, normalVersion } from "./versions.ts";
import { waitStep } from "./wait.ts";

export interface Upgraded extends Operated {
  /** As for a document that asks for the wanted version. */
  plan(request: PlanRequest): Candidate;
}

/** What was saved longer ago than this is no way back from today's upgrade. */
const SNAPSHOT_MAX_AGE_MS = 3_600_000;

/**
 * Pure. distributions.md 13.2, U0 to U2: what convergence would do with the new artefacts, behind a snapshot
 * and in front of the point of no return.
 */
export function upgradePlan(upgraded: Upgraded, request: ClusterOperationRequest): Candidate {
  const { kind, plan } = upgraded;
  const { seen, wanted } = request;
  if (request.approved !== undefined) return whileGoing(request, request.approved);
  const asked = versionsOf(request);
  if (asked.is === "refused") return asked.candidate;
  const { from, to } = asked;
  if (isSameVersion(to, from))
    return {
      ...NOTHING,
      skipped: [{ title: `Upgrade ${kind.title}`, reason: `${from} is installed` }],
    };
  const whole: UpgradeRequest = { ...request, wanted: asked.wanted, from, to };
  const way = isOnWorker(seen) ? ON_WORKER : ON_SERVER;
  const blocked = way.obstacles(kind, whole);
  if (blocked.length > 0) return { ...NOTHING, blocked };
  // Convergence keeps the version of a formed cluster: here it is told that the new one is in place.
  const installed = known({ version: to });
  const converged = plan({ ...asked.wanted, seen: { ...seen, installed } });
  if (converged.blocked.length > 0 || wanted === undefined) return converged;
  const steps = way.weave(upgraded, whole, converged.steps);
  return { steps, skipped: [...converged.skipped, ...way.notDone(whole, kind)], blocked: [] };
}

function isOnWorker({ ownership }: ClusterOperationRequest["seen"]): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}

const NOTHING: Candidate = { steps: [], skipped: [], blocked: [] };

/** Until the service is restarted the others have to be enough without it, however long the run was paused. */
function whileGoing(
  { seen, stores, params }: ClusterOperationRequest,
  approved: readonly Step[],
): Candidate {
  const isBefore =
    seen.installed.is === "known" && !isSameVersion(params.to ?? "", seen.installed.value.version);
  const isUp = seen.unit.is === "known" && seen.unit.value.active === "active";
  const begun = goingOn(approved);
  return isBefore && isUp ? { ...begun, blocked: quorumObstacles(stores) } : begun;
}

type Asked =
  | {
      readonly is: "asked";
      readonly from: string;
      readonly to: string;
      readonly wanted: PlanRequest;
    }
  | { readonly is: "refused"; readonly candidate: Candidate };

function versionsOf({
  seen: { installed },
  wanted,
  params,
  cluster,
}: ClusterOperationRequest): Asked {
  const refused = (why: Blocked): Asked => ({
    is: "refused",
    candidate: { ...NOTHING, blocked: [why] },
  });
  if (wanted === undefined)
    return refused({
      code: "CLUSTER_FOREIGN",
      message: `the document asks for no cluster ${cluster}`,
      hint: "Upgrade it with the tool that made it.",
    });
  if (installed.is === "known") {
    const to = normalVersion(params.to ?? wanted.cluster.version);
    return { is: "asked", from: installed.value.version, to, wanted };
  }
  const why = installed.is === "unknown" ? installed.why : "nothing is installed";
  return refused({
    code: "VERSION_UNKNOWN",
    message: `the installed version cannot be read: ${why}`,
    hint: "Clear that up, then plan again.",
  });
}

function weave(
  { kind, waits }: Operated,
  request: UpgradeRequest,
  converged: readonly Step[],
): readonly Step[] {
  const { from, to, cluster } = request;
  const isVerify = ({ kind: step }: Step) => step === "artefact.verify";
  const store = storeOf(request);
  const name = `pre-upgrade-${from.replaceAll("+", "-")}`;
  const save = { cluster, name, maxAgeMs: SNAPSHOT_MAX_AGE_MS, stays: true as const };
  const node = nodeOf(request);
  const isEmptied = whyNotEmptied(nodesIn(request)) === undefined;
  return [
    ...converged.filter(isVerify),
    ...(store.is === "known" ? [snapshotStep(kind, { ...save, store: store.name })] : []),
    // Where that stops the service, nothing goes on before it is back.
    { ...waitStep(waits, { milestone: "api", node }), id: `${kind.id}.saved` },
    beginStep(kind, { from, to, unit: kind.unit }),
    ...(isEmptied ? [emptyNodeStep({ id: kind.id }, { ...EMPTIED, node, until: to })] : []),
    ...converged.filter((step) => !isVerify(step)),
    upgradedStep(kind.id, { from, to, node, ...readinessIn(converged) }),
    ...(isEmptied ? [fillNodeStep({ id: kind.id }, { node })] : []),
    formerImagesStep(kind.id, archivesIn(converged, kind.data)),
  ];
}

function nodeOf(request: ClusterOperationRequest): string {
  return nodesIn(request).find(({ isThisHost }) => isThisHost)?.name ?? "";
}

function nodesIn({ seen: { nodes } }: ClusterOperationRequest): readonly NodeView[] {
  return nodes.is === "known" ? nodes.value : [];
}

/** Only this server is asked while it is upgraded. */
const EMPTIED = { servers: [], pods: "replaced" } as const;

function notDone(request: UpgradeRequest): readonly Skipped[] {
  const reason = whyNotEmptied(nodesIn(request));
  return reason === undefined ? [] : [{ title: "Move the pods of this node elsewhere", reason }];
}

const ON_SERVER: UpgradeWay = { obstacles: upgradeObstacles, weave, notDone };

export function upgradeHandlers({ kind, waits }: Operated): readonly Handler[] {
  return [
    beginHandler(kind),
    ...emptyNodeHandlers({
      ...{ id: kind.id, observeAccess: waits.observeAccess },
      observeVersion: (host, signal) => observeVersion(host, kind, signal),
    }),
    upgradedHandler({ ...waits, data: kind.data }),
    formerImagesHandler(kind.id),
  ];
}
