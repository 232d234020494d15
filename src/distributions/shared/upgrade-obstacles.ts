import type { Blocked } from "../../engine/index.ts";
import type { ClusterOperationRequest, NodeView, PlanRequest } from "../driver.ts";
import { artefactObstacles } from "./obstacles.ts";
import { within } from "./operation-plan.ts";
import { quorumObstacles } from "./quorum.ts";
import type { ServerKind } from "./server-kind.ts";
import { compareVersions, isSameVersion, minorOf, normalVersion } from "./versions.ts";

/** How far behind the API server a kubelet may be: three minors since 1.28, two before. */
const SKEW_SINCE = 28;

/** Whose version changes. */
export type Upgradable = Pick<ServerKind, "title" | "unit" | "data">;

export interface UpgradeRequest extends ClusterOperationRequest {
  readonly wanted: PlanRequest;
  /** What is installed. */
  readonly from: string;
  /** What is asked for. */
  readonly to: string;
}

/** Pure. distributions.md 9, rows 59 to 65; what the host itself has to be is looked at by its first step. */
export function upgradeObstacles(kind: Upgradable, request: UpgradeRequest): readonly Blocked[] {
  const foreign = within(kind, request);
  if (foreign.length > 0) return foreign;
  if (request.isKairos) return [broughtByImage(kind, request)];
  const version = stepObstacles(request, {
    why: "a datastore is never migrated back",
    other: `restore a snapshot that ${request.to} made`,
  });
  if (version.length > 0) return version;
  return [
    ...skewObstacles(request),
    ...readinessObstacles(kind, request),
    ...quorumObstacles(request.stores),
    ...sourceObstacles(kind, request.wanted),
  ];
}

/** Pure: the same of a host that only runs pods; that its servers were there before is asked by its first step. */
export function workerObstacles(kind: Upgradable, request: UpgradeRequest): readonly Blocked[] {
  const foreign = within(kind, request);
  if (foreign.length > 0) return foreign;
  if (request.isKairos) return [broughtByImage(kind, request)];
  const version = stepObstacles(request, {
    why: "what the newer kubelet wrote is never read by an older one",
    other: `leave the cluster, and join it again with ${request.to}`,
  });
  if (version.length > 0) return version;
  return [...readinessObstacles(kind, request), ...sourceObstacles(kind, request.wanted)];
}

function broughtByImage({ title }: Upgradable, { from }: UpgradeRequest): Blocked {
  return {
    code: "IMAGE_BRINGS_VERSION",
    message: `${title} ${from} is part of the image of this host`,
    hint: "Upgrade the system of the host to an image with the wanted version.",
  };
}

interface WayBack {
  readonly why: string;
  readonly other: string;
}

function stepObstacles({ from, to }: UpgradeRequest, back: WayBack): readonly Blocked[] {
  if (compareVersions(to, from) < 0)
    return [
      {
        code: "VERSION_DOWN",
        message: `${from} runs here, and ${to} is older; ${back.why}`,
        hint: `Keep ${from}, or ${back.other}.`,
      },
    ];
  if (minorOf(to) - minorOf(from) <= 1) return [];
  return [
    {
      code: "VERSION_SKIPS",
      message: `${from} runs here, and ${to} is more than one minor ahead`,
      hint: `Go to a 1.${minorOf(from) + 1} first.`,
    },
  ];
}

/** Kubernetes, version skew policy: API servers within one minor, kubelets behind them. */
function skewObstacles({ seen: { nodes }, to }: UpgradeRequest): readonly Blocked[] {
  if (nodes.is !== "known")
    return [skewed("the versions of the other nodes are not known: the API does not answer")];
  const oldest = minorOf(to) - (minorOf(to) >= SKEW_SINCE ? 3 : 2);
  const others = nodes.value.filter(({ isThisHost }) => !isThisHost);
  return others.flatMap((node) => {
    const minor = minorOf(node.version);
    const least = isServer(node) ? minorOf(to) - 1 : oldest;
    if (minor >= least) return [];
    return [
      skewed(
        `${node.name} runs ${normalVersion(node.version)}, and beside ${to} 1.${least} is the oldest`,
      ),
    ];
  });
}

function isServer({ roles }: NodeView): boolean {
  return roles.includes("control-plane");
}

function skewed(message: string): Blocked {
  return {
    code: "VERSION_SKEW",
    message,
    hint: "Bring that node to a newer version first, one minor at a time.",
  };
}

/** What does not run well now would be worse to judge afterwards. */
function readinessObstacles(
  { unit }: Upgradable,
  { seen: { api, nodes } }: UpgradeRequest,
): readonly Blocked[] {
  const isReady = api.is === "known" && api.value.ready;
  const isNode = nodes.is === "known" && nodes.value.some(({ isThisHost }) => isThisHost);
  if (isReady && isNode) return [];
  const why = isReady ? "this host is no node of its cluster" : "the API of this host is not ready";
  return [
    {
      code: "CLUSTER_DOWN",
      message: `${why}, and an upgrade begins on a cluster that is well`,
      hint: `See bringup status and journalctl -u ${unit}.`,
    },
  ];
}

function sourceObstacles(kind: Upgradable, wanted: PlanRequest): readonly Blocked[] {
  const { artefactVersion } = wanted.facts;
  const missing = artefactObstacles(kind, wanted);
  if (missing.length > 0 || artefactVersion.is !== "known") return missing;
  if (isSameVersion(wanted.cluster.version, artefactVersion.value)) return [];
  const to = normalVersion(wanted.cluster.version);
  return [
    {
      code: "ARTEFACT_VERSION",
      message: `the artefacts are ${kind.title} ${artefactVersion.value}, ${to} is asked for`,
      hint: `Bring the artefacts of ${to}: --artefacts says where they lie.`,
    },
  ];
}
