import { contains, overlap, parseAddress, parseNetwork } from "../../addresses/index.ts";
import { judgeSpace } from "../../artefacts/index.ts";
import type { Blocked } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { ClusterObservation, PlanRequest } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";
import { isSameVersion, normalVersion } from "./versions.ts";

/** What it is published for. */
export const ARCHITECTURES = ["amd64", "arm64"];

/** Networks and address of the node, with defaults filled in. */
export interface NetworkInputs {
  readonly nodeIp: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
}

type Installed = Pick<ServerKind, "title" | "data">;

/** Pure: every reason why nothing may start, the ones that end the matter first. */
export function obstacles(
  kind: Installed,
  request: PlanRequest,
  inputs: NetworkInputs,
): readonly Blocked[] {
  const foreign = ownershipObstacles(request.cluster, request.seen);
  if (foreign.length > 0) return foreign;
  const { seen } = request;
  const isFormed = seen.ownership?.is === "known" && seen.ownership.value.committed === true;
  return [
    ...hostObstacles(kind, request, inputs),
    ...versionObstacles(kind, request, isFormed),
    ...(isFormed ? [] : artefactObstacles(kind, request)),
  ];
}

function ownershipObstacles(cluster: ClusterSpec, { ownership }: ClusterObservation) {
  if (ownership === undefined || ownership.is === "absent") return [];
  if (ownership.is === "unknown")
    return [
      block("CLUSTER_UNKNOWN", `cannot tell whether a cluster lies on this host: ${ownership.why}`),
    ];
  const { by, evidence, cluster: found } = ownership.value;
  if (by === "someone-else")
    return [
      {
        code: "CLUSTER_FOREIGN",
        message: `this host holds ${evidence}, which bringup did not make`,
        hint: "Remove it with the tool that made it, or use another host.",
      },
    ];
  if (found === cluster.name) return [];
  return [
    {
      code: "CLUSTER_FOREIGN",
      message: `this host belongs to cluster ${found}, not to ${cluster.name}`,
      hint: `Name the cluster ${found} again, or remove it first.`,
    },
  ];
}

function hostObstacles(
  { title }: Installed,
  { cluster, facts }: PlanRequest,
  inputs: NetworkInputs,
): readonly Blocked[] {
  const found: Blocked[] = [];
  if (!ARCHITECTURES.includes(facts.architecture))
    found.push(
      block("ARCHITECTURE_UNSUPPORTED", `${title} is not published for ${facts.architecture}`),
    );
  if (inputs.nodeIp === undefined) found.push(noAddress(facts.nodeAddress));
  else if (!isOnHost(inputs.nodeIp, facts.subnets)) found.push(notOnHost(inputs.nodeIp));
  found.push(...networkObstacles(inputs, facts.subnets));
  if (cluster.vip !== undefined && cluster.vip === inputs.nodeIp)
    found.push(block("VIP_IS_NODE", `the virtual address ${cluster.vip} is this node's own`));
  return found;
}

function isOnHost(address: string, subnets: readonly string[]): boolean {
  const parsed = parseAddress(address);
  return subnets.some((subnet) => {
    const network = parseNetwork(subnet);
    return network !== undefined && parsed !== undefined && contains(network, parsed);
  });
}

function notOnHost(address: string): Blocked {
  return {
    code: "NODE_ADDRESS",
    message: `no interface of this host is in the network of nodeIp ${address}`,
    hint: "Correct spec.cluster.nodeIp, or give the host that address.",
  };
}

function noAddress(address: PlanRequest["facts"]["nodeAddress"]): Blocked {
  const why = address.is === "unknown" ? `: ${address.why}` : ": there is no default route";
  return {
    code: "NODE_ADDRESS",
    message: `the address of this node is not known${why}`,
    hint: "Set spec.cluster.nodeIp, or give the host a default route.",
  };
}

/** A network used twice sends packets to the wrong place, without any error. */
function networkObstacles(inputs: NetworkInputs, subnets: readonly string[]): readonly Blocked[] {
  const { podCidr, serviceCidr } = inputs;
  const pairs: [string, string, string, string][] = [
    ["pods", podCidr, "services", serviceCidr],
    ...subnets.map((net): [string, string, string, string] => ["pods", podCidr, "this host", net]),
    ...subnets.map((net): [string, string, string, string] => [
      "services",
      serviceCidr,
      "this host",
      net,
    ]),
  ];
  return pairs
    .filter(([, a, , b]) => doOverlap(a, b))
    .map(([one, a, other, b]) => ({
      code: "NETWORKS_OVERLAP",
      message: `the network of ${one} ${a} overlaps that of ${other} ${b}`,
      hint: "Choose another podCidr or serviceCidr.",
    }));
}

function doOverlap(a: string, b: string): boolean {
  const [first, second] = [parseNetwork(a), parseNetwork(b)];
  return first !== undefined && second !== undefined && overlap(first, second);
}

function versionObstacles(
  kind: Installed,
  request: PlanRequest,
  isFormed: boolean,
): readonly Blocked[] {
  const { cluster, facts } = request;
  const upgrade = isFormed ? upgradeObstacles(kind, request) : [];
  if (upgrade.length > 0 || facts.artefactVersion.is !== "known") return upgrade;
  const version = facts.artefactVersion.value;
  if (isSameVersion(cluster.version, version)) return [];
  return [
    {
      code: "ARTEFACT_VERSION",
      message: `the artefacts are ${kind.title} ${version}, ${normalVersion(cluster.version)} is asked for`,
      hint: `Bring the artefacts of ${normalVersion(cluster.version)}, or set version to ${version}.`,
    },
  ];
}

/** A formed cluster keeps its version; one that cannot be read is not overwritten. */
function upgradeObstacles(
  { title }: Installed,
  { cluster, seen: { installed } }: PlanRequest,
): readonly Blocked[] {
  if (installed.is === "absent") return [];
  if (installed.is === "unknown")
    return [block("VERSION_UNKNOWN", `the installed version cannot be read: ${installed.why}`)];
  const { version } = installed.value;
  if (isSameVersion(cluster.version, version)) return [];
  return [
    {
      code: "UPGRADE_NOT_PLANNED",
      message: `${title} ${version} runs here, ${normalVersion(cluster.version)} is asked for`,
      hint: `It is an operation of its own: bringup cluster upgrade --to ${normalVersion(cluster.version)}; else set version back to ${version}.`,
    },
  ];
}

/** Nothing is installed from what is missing or damaged. */
export function artefactObstacles(
  { data }: Installed,
  { cluster, seen, facts }: PlanRequest,
): readonly Blocked[] {
  const { artefacts, artefactProblems } = facts;
  if (artefacts.is === "absent")
    return [
      {
        code: "ARTEFACT_MISSING",
        message: `there is no directory ${cluster.artefacts}`,
        hint: "Put the artefacts of the release there, or correct spec.cluster.artefacts.",
      },
    ];
  if (artefacts.is === "unknown")
    return [block("ARTEFACT_MISSING", `${cluster.artefacts} cannot be read: ${artefacts.why}`)];
  if (artefactProblems.length > 0) return artefactProblems;
  // Once claimed, the archive is on its way onto this very file system.
  if (seen.ownership?.is === "known" || facts.freeBytes.is !== "known") return [];
  const bytes = artefacts.value.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return judgeSpace({ freeBytes: facts.freeBytes.value, path: data }, bytes);
}

function block(code: string, message: string, hint = "Clear that up, then plan again."): Blocked {
  return { code, message, hint };
}
