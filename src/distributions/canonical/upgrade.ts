import {
  ABSENT,
  type Blocked,
  type Candidate,
  type Skipped,
  type Step,
} from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { placeStep, verifySteps } from "../shared/artefact-steps.ts";
import { goingOn, within } from "../shared/operation-plan.ts";
import {
  type UpgradeRequest,
  upgradeObstacles,
  workerObstacles,
} from "../shared/upgrade-obstacles.ts";
import { compareVersions, isSameVersion, minorOf, normalVersion } from "../shared/versions.ts";
import { waitStep } from "../shared/wait.ts";
import { artefactsIn, baseOf, type FoundArtefacts } from "./artefacts.ts";
import { LAST_DQLITE_MINOR } from "./datastore-kind.ts";
import { type Emptied, emptiedUntil } from "./emptied.ts";
import { holdStep } from "./hold-step.ts";
import { inputsOf } from "./inputs.ts";
import { isWorkerIn } from "./member-role.ts";
import { ADMIN_CONF, IMAGES, unitOf } from "./paths.ts";
import { readyStep } from "./ready-step.ts";
import { saveFirst } from "./save-first.ts";
import { snapStep } from "./snap-step.ts";
import { snapdStep } from "./snapd-step.ts";
import { atRisk, wellObstacles } from "./store-obstacles.ts";
import { versionStep } from "./version-step.ts";
import { WAIT } from "./wait.ts";

const TITLE = "Canonical Kubernetes";
const KIND = { title: TITLE, unit: unitOf("k8sd"), data: "/var/lib" } as const;

/** Pure. distributions.md 13.5 "upgrade node": saved, emptied, the snap from its file, held again, all of it well. */
export function upgrade(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const foreign = within({ title: TITLE }, request);
  if (foreign.length > 0) return refused(foreign);
  const { wanted } = request;
  if (wanted === undefined)
    return refused([
      block("CLUSTER_FOREIGN", `the document asks for no cluster ${request.cluster}`),
    ]);
  const { installed } = request.seen;
  if (installed.is !== "known")
    return refused([block("VERSION_UNKNOWN", "the installed version cannot be read")]);
  const to = normalVersion(wanted.cluster.version);
  const from = installed.value.version;
  if (isSameVersion(to, from))
    return {
      ...refused([]),
      skipped: [{ title: `Upgrade ${TITLE}`, reason: `${from} is installed` }],
    };
  const artefacts = artefactsIn(wanted);
  const whole: UpgradeRequest = { ...request, wanted, from, to };
  const blocked = [...obstaclesOf(whole), ...sourceObstacles(whole, artefacts)];
  if (blocked.length > 0) return refused(blocked);
  const saved = saveFirst(request, `pre-upgrade-${from}`);
  const emptied = emptiedUntil(request, to);
  return {
    steps: stepsOf(whole, artefacts, { saving: saved.steps, emptied }),
    skipped: [...saved.skipped, ...emptied.skipped, ...SKIPPED],
    blocked: [],
  };
}

interface Beside {
  readonly saving: readonly Step[];
  readonly emptied: Emptied;
}

function stepsOf(
  { wanted }: UpgradeRequest,
  { all, snaps, images }: FoundArtefacts,
  { saving, emptied }: Beside,
): readonly Step[] {
  const { nodeName: node, version } = inputsOf(wanted.document, wanted.cluster, wanted.facts);
  const waitFor = (milestone: "api" | "datastore" | "node-ready") =>
    waitStep(WAIT, { milestone, node });
  const isWorker = isWorkerIn(wanted);
  const names = { snapd: "snapd", base: baseOf(wanted.cluster) } as const;
  const below = (["snapd", "base"] as const).flatMap((role) => {
    const found = snaps[role];
    const options = { name: names[role], revision: "any", isFormed: true } as const;
    return found === undefined ? [] : [snapStep(found, options)];
  });
  const own = snaps.k8s;
  const placed = { to: `${IMAGES}/${images?.name}`, mode: 0o644, what: "images" } as const;
  return [
    ...verifySteps("canonical", all),
    ...saving,
    ...(images === undefined ? [] : [placeStep("canonical.images", images, placed)]),
    snapdStep(),
    ...below,
    ...emptied.before,
    ...(own === undefined ? [] : [refreshStep(own)]),
    holdStep(),
    versionStep({ version }),
    ...(isWorker ? [] : [waitFor("api"), waitFor("datastore")]),
    waitFor("node-ready"),
    ...(isWorker ? [] : [readyStep()]),
    ...emptied.after,
  ];
}

/** Its services end and start again; one member of a cluster at a time. */
function refreshStep(found: NonNullable<FoundArtefacts["snaps"]["k8s"]>): Step {
  const step = snapStep(found, { name: "k8s", revision: "this", isFormed: true });
  return { ...step, impact: "node-down", lock: ADMIN_CONF, mark: "NODE DOWN" };
}

const SKIPPED: readonly Skipped[] = [
  {
    title: "A way back by bringup",
    reason:
      "snap revert k8s brings the former program back, not what the datastore became meanwhile",
  },
  {
    title: "Wait for the features of the cluster",
    reason: "k8sd brings them to the new version by itself, after the last control plane",
  },
];

/** On an immutable host too the program comes from a snap, and not from the image; both stores are judged here. */
function obstaclesOf(request: UpgradeRequest): readonly Blocked[] {
  const whole = { ...request, isKairos: false, stores: ABSENT };
  if (isWorkerIn(request)) return [...workerObstacles(KIND, whole), ...orderObstacles(request)];
  const gone = endOfDqlite(request);
  return gone.length > 0 ? gone : [...upgradeObstacles(KIND, whole), ...storeObstacles(request)];
}

/** Control planes first: a kubelet is never newer than an API server that it may ask. */
function orderObstacles({ seen: { nodes }, to }: UpgradeRequest): readonly Blocked[] {
  const known = nodes.is === "known" ? nodes.value : [];
  return known
    .filter(({ roles }) => roles.includes("control-plane"))
    .filter(({ version }) => compareVersions(version, to) < 0)
    .map(({ name, version }) =>
      block(
        "VERSION_SKEW",
        `${name} runs ${normalVersion(version)}, and a worker is never newer than a control plane`,
        "Upgrade every control plane first.",
      ),
    );
}

/** Both stores are well, and go on without this member. */
function storeObstacles({ stores }: ClusterOperationRequest): readonly Blocked[] {
  if (stores.is === "unknown") return [atRisk(`the stores: ${stores.why}`)];
  return wellObstacles(stores);
}

function endOfDqlite({ stores, to }: UpgradeRequest): readonly Blocked[] {
  if (stores.is !== "known" || minorOf(to) <= LAST_DQLITE_MINOR) return [];
  return stores.value
    .filter(({ id, kind }) => id === "kubernetes" && kind === "dqlite")
    .map(({ title }) => ({
      code: "DQLITE_GONE",
      message: `${title} ends with 1.${LAST_DQLITE_MINOR}: ${to} takes no cluster over that has it`,
      hint: `Stay at 1.${LAST_DQLITE_MINOR}, or form a new cluster with etcd.`,
    }));
}

function sourceObstacles(
  { wanted }: UpgradeRequest,
  { snaps }: FoundArtefacts,
): readonly Blocked[] {
  if (wanted.facts.artefactProblems.length > 0 || snaps.k8s !== undefined) return [];
  return [
    block(
      "ARTEFACT_MISSING",
      `${wanted.cluster.artefacts} has no snap of ${wanted.cluster.version}`,
      "Bring the artefacts of that version: --artefacts says where they lie.",
    ),
  ];
}

function block(code: string, message: string, hint = "Clear that up, then plan again."): Blocked {
  return { code, message, hint };
}

function refused(blocked: readonly Blocked[]): Candidate {
  return { steps: [], skipped: [], blocked };
}
