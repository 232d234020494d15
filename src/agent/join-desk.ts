import { observeNodeAddress, sharedSettings, writeJoinPaper } from "../cluster/index.ts";
import {
  type ClusterObservation,
  DISTRIBUTIONS,
  type Driver,
  loadDriver,
} from "../distributions/index.ts";
import { type Actor, type Audit, type HostIO, type HostView, knownValue } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  isJoinOver,
  joinHolder,
  type KubeAccess,
  type Lock,
  lockSentence,
  releaseLock,
  takeLock,
} from "../kube/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { ClusterSpec } from "../spec/index.ts";
import type { Board } from "./board.ts";
import { paperToStick } from "./join-papers.ts";

export interface JoinDeskParts {
  readonly board: Pick<Board, "snapshot">;
  readonly host: HostIO;
  readonly audit: Audit;
  /** A run changes this host now. */
  isBusy(): boolean;
}

type Minting = Extract<Command, { do: "mint-join" }>;

/**
 * A host that joins as control plane has so long to come in before the next one may, seconds. Less than a step
 * may take in all (900 s): whoever waits for a host that never comes has to get through.
 */
const JOINING_S = 600;

/** RFC 1123, as Kubernetes names nodes. */
const NODE_NAME = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;

/** What one more host needs, asked of this member; the answer alone has it, no log and no record. */
export async function mintJoin(
  asked: Minting,
  actor: Actor,
  { signal, ...parts }: JoinDeskParts & { readonly signal: AbortSignal },
): Promise<Answer> {
  const { role, node } = asked;
  const { board, host } = parts;
  if (!NODE_NAME.test(node))
    throw new BringupError("USAGE", `"${node}" cannot be the name of a node`, {
      hint: "Give the host name: lower-case letters, digits, hyphens and dots, 253 at most.",
    });
  if (parts.isBusy()) throw new BringupError("RUN_ACTIVE", "a run changes this host now");
  const document = board.snapshot().document.effective;
  const cluster = document.spec.cluster;
  if (cluster === undefined)
    throw new BringupError("USAGE", "this host is in no cluster that its document speaks of");
  const driver = await loadDriver(cluster.distribution);
  const seen = await driver.observe({ host, cluster, signal });
  const owner = knownValue(seen.ownership ?? { is: "absent" });
  if (driver.join === undefined || owner?.committed !== true || owner.role === "worker")
    throw new BringupError("USAGE", "only a control plane of a formed cluster can let others in", {
      hint: "Ask a member that runs the control plane.",
    });
  const own = knownValue(seen.nodes)?.find(({ isThisHost }) => isThisHost);
  if (own?.name === node)
    throw new BringupError("USAGE", `${node} is this host itself`, {
      hint: "Give the host name of the one that comes.",
    });
  const turn: Turn = { driver, host, seen, node, signal };
  if (role === "control-plane") await takeTurn(turn);
  try {
    const { mint } = driver.join;
    return await writePaper({ asked, actor, cluster, seen, mint, signal }, parts);
  } catch (thrown) {
    // Nobody comes by a line that nobody has: the others do not wait for it.
    if (role === "control-plane") await giveTurnBack(turn);
    throw thrown;
  }
}

interface Writing {
  readonly asked: Minting;
  readonly actor: Actor;
  readonly cluster: ClusterSpec;
  readonly seen: ClusterObservation;
  readonly mint: NonNullable<Driver["join"]>["mint"];
  readonly signal: AbortSignal;
}

/** Made, recorded without its secret, and answered or put on the stick. */
async function writePaper(writing: Writing, parts: JoinDeskParts): Promise<Answer> {
  const { asked, actor, cluster, seen, signal } = writing;
  const { role, node, to } = asked;
  const { host, audit } = parts;
  const material = await writing.mint({ host, seen, cluster, role, node, signal });
  const server = material.server ?? (await endpointHere(cluster, parts));
  const where = to === undefined ? "" : ", for a stick";
  audit.append({
    ...{ atMs: host.clock.nowMs(), actor, action: "join-material-made" },
    ...{ subject: node, detail: `${role} of ${cluster.name}${where}` },
  });
  const settings = sharedSettings(cluster);
  const peers = [...new Set([...(cluster.peers ?? []), ...(await ownAddress(cluster, parts))])];
  const paper = { cluster: { ...settings, peers }, role, material: { ...material, server } };
  const ends = material.endsMs === undefined ? {} : { endsMs: material.endsMs };
  const text = writeJoinPaper(paper);
  if (to === undefined) return { is: "join-material", text, ...ends };
  return { is: "join-written", ...(await paperToStick({ node, text }, { host, signal })), ...ends };
}

/** Of the distribution that is here; none where nothing is. */
export async function listSnapshots(
  board: Pick<Board, "snapshot">,
  host: HostView,
): Promise<Answer> {
  const { cluster } = board.snapshot();
  const entry = DISTRIBUTIONS.find(({ id }) => id === cluster?.distribution);
  const driver = await entry?.load();
  const found = (await driver?.snapshots?.(host)) ?? [];
  return { is: "snapshots", snapshots: found.map(({ name, path }) => ({ name, path })) };
}

interface Turn {
  readonly driver: Driver;
  readonly host: HostIO;
  readonly seen: ClusterObservation;
  readonly node: string;
  readonly signal: AbortSignal;
}

/** Members of the store come in one after the other. @throws CLUSTER_BUSY */
async function takeTurn(turn: Turn): Promise<void> {
  const { driver, host, node, signal } = turn;
  const access = await driver.observeAccess(host);
  if (access.is !== "known")
    throw new BringupError("CLUSTER_BUSY", "the API of this member cannot be asked");
  const { kube } = access.value;
  const request = { holder: joinHolder(node), why: "a control plane joins", seconds: JOINING_S };
  let answer = await takeLock(host, kube, { ...request, signal });
  if (answer.is === "busy" && (await isOver(answer.lock, kube, turn)))
    answer = await takeLock(host, kube, { ...request, signal, insteadOf: answer.lock });
  if (answer.is === "held") return;
  const why =
    answer.is === "busy"
      ? lockSentence(answer.lock)
      : `it cannot be told who works on the cluster: ${answer.why}`;
  throw new BringupError("CLUSTER_BUSY", why);
}

/** Best effort: where it fails, the turn ends by itself. */
async function giveTurnBack({ driver, host, node, signal }: Turn): Promise<void> {
  const access = await driver.observeAccess(host);
  if (access.is !== "known") return;
  await releaseLock(host, access.value.kube, { holder: joinHolder(node), signal }).catch(() => {});
}

/** Whoever was let in before is a node that is Ready; or nothing came of it for twice the time it had. */
async function isOver(lock: Lock, kube: KubeAccess, { host, signal }: Turn): Promise<boolean> {
  if (await isJoinOver(host, kube, lock, { signal })) return true;
  return host.clock.nowMs() - (lock.renewedMs ?? 0) > 2 * lock.seconds * 1000;
}

/** Where this cluster is asked, from outside. */
async function endpointHere(cluster: ClusterSpec, parts: JoinDeskParts): Promise<string> {
  const [own] = await ownAddress(cluster, parts);
  const endpoint = cluster.controlPlaneEndpoint ?? cluster.vip ?? own;
  if (endpoint !== undefined) return endpoint;
  throw new BringupError("USAGE", "the address of this node is not known", {
    hint: "Set spec.cluster.nodeIp.",
  });
}

async function ownAddress({ nodeIp }: ClusterSpec, { board, host }: JoinDeskParts) {
  if (nodeIp !== undefined) return [nodeIp];
  const { inventory } = board.snapshot();
  if (inventory === null) return [];
  const seen = knownValue(await observeNodeAddress(host, inventory.nics));
  return seen === undefined ? [] : [seen.address];
}
