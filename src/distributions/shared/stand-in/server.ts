import type { Clock } from "../../../engine/index.ts";
import { type ApiRequest, type ApiResponse, answer } from "../../stand-in/api.ts";
import { nodesOf } from "../../stand-in/cluster-view.ts";
import { isVoter, type Member, memberId } from "../../stand-in/members.ts";
import { createNodeLog } from "../../stand-in/node-log.ts";
import { createNodeReports, type NodeReports } from "../../stand-in/node-reports.ts";
import { createReplica, type Replica } from "../../stand-in/replica.ts";
import { status } from "../../stand-in/replies.ts";
import type { Wire } from "../../stand-in/wire.ts";
import { readServerConfig, type ServerConfig, type StartHost } from "./config.ts";
import { answerEtcd } from "./etcd.ts";
import { FAILURE_FILE, type Failure, failureIn, failureOn } from "./failure.ts";
import type { StandInKind } from "./kind.ts";
import { foundStore, removalDuty } from "./membership.ts";
import { databasePath, makeIdentity, memberNamePath, type NodeIdentity } from "./node-files.ts";
import { nodeIn, reportOf } from "./own-node.ts";
import { createRegistration } from "./registration.ts";
import { forbiddenTo, withoutQuorum } from "./server-answers.ts";
import { eventsOf, removedEvents, type ServerEvent } from "./server-events.ts";
import { answerSupervisor } from "./supervisor.ts";
import { logLine, type Phase, phaseAt } from "./timeline.ts";
import { readToken } from "./token.ts";

/**
 * One start of the simulated server, without a process around it: the same model runs as a program in
 * a sandbox and inside a host in memory. What it does, and the row of distributions.md it follows:
 *
 * | What | Row |
 * |---|---|
 * | unknown key or bad network in config.yaml: message, exit 1, started again after 5 s | 3.1 key set, 3.2 units |
 * | READY=1 only when up; the start itself never blocks | 1.5, 3.4 "notify sent" |
 * | server/token, agent password, TLS for a year, authorities for ten | 3.1, 3.5 |
 * | kubeconfig with the mode of write-kubeconfig-mode | 3.4 |
 * | /ping and /cacerts without login, 503 before the API is up, 401 without certificate | 3.4 |
 * | /readyz?verbose, nodes by list and watch, pods | 3.4 "API up", "node registered" |
 * | NotReady with "cni plugin not initialized" until a CNI lands | 3.4, 8.2 |
 * | 2381 health and metrics with etcd | 3.4 "datastore up", 7.1 |
 * | objects, token and authorities survive a restart | 3.5 |
 * | failures on demand with the lines of the catalogue | 8.2 |
 * | joins with a token; learner, then voter; a majority for every change | 3.1, J1 to J7 |
 * | the annotation that removes a member; its tombstone, and that it joins again | 3.5, 1.12 |
 */
export interface StandInServer {
  readonly config: ServerConfig;
  readonly version: string;
  readonly kind: StandInKind;
  /** What it leaves on the disk; written once the datastore is open. */
  readonly identity: NodeIdentity;
  readonly events: readonly ServerEvent[];
  readonly replica: Replica;
  /** 6443, and the supervisor where it has a port of its own; `undefined`: nothing listens yet. */
  answer(request: StandInRequest): Promise<ApiResponse | undefined>;
  /** The same of what changes nothing, for whoever watches. */
  look(request: ApiRequest): ApiResponse | undefined;
  /** Once a second: asks the other members, keeps the node registered. What comes of it happens now. */
  tick(): Promise<readonly ServerEvent[]>;
  /** 2381; `undefined`: nothing listens. */
  answerEtcd(path: string): ApiResponse | undefined;
}

export interface StandInRequest extends ApiRequest {
  /** Name of the node whose kubelet asks. */
  readonly node?: string | undefined;
  /** `user:secret`. */
  readonly login?: string | undefined;
}

export interface ServerParts extends StartHost {
  readonly kind: StandInKind;
  readonly version: string;
  readonly clock: Pick<Clock, "nowMs" | "monotonicMs">;
  /** 1: a few seconds to a Ready node; 0: at once. */
  readonly pace: number;
  readonly wire: Wire;
  saveObjects(path: string, text: string): void;
}

export type Start =
  | { readonly is: "running"; readonly server: StandInServer }
  | { readonly is: "refused"; readonly lines: readonly string[] };

export function startServer(parts: ServerParts): Start {
  const { kind, clock, read } = parts;
  const nowMs = clock.nowMs();
  const found = readServerConfig(kind.rules, read(kind.configPath) ?? "", parts);
  if (found.is === "refused")
    return {
      is: "refused",
      lines: [logLine(nowMs, { atMs: 0, level: "fatal", text: `Error: ${found.why}` })],
    };
  return {
    is: "running",
    server: createServer(parts, found.config, failureIn(read(FAILURE_FILE)) ?? failureOn(read)),
  };
}

function createServer(
  parts: ServerParts,
  config: ServerConfig,
  failure: Failure | undefined,
): StandInServer {
  const { kind, clock, pace, version, read } = parts;
  const startedMs = clock.monotonicMs();
  const startedWallMs = clock.nowMs();
  const identity = makeIdentity({ kind, config, nowMs: startedWallMs, read });
  const written = (path: string) => read(path) ?? identity.files[path]?.content;
  const reports = createNodeReports();
  const ownReports = () => reportOf(momentNow());
  const { name, replica, file, isFirst } = openStore(parts, {
    config,
    written,
    reports,
    ownReports,
  });
  const phase = (): Phase => {
    const elapsedMs = clock.monotonicMs() - startedMs;
    const timed = phaseAt(pace === 0 ? Number.POSITIVE_INFINITY : elapsedMs / pace, failure);
    const member = replica.own();
    const api = timed.api && (member === undefined || isVoter(member));
    return { ...timed, api, registered: timed.registered && api };
  };
  const momentNow = () => ({
    nowMs: clock.nowMs(),
    phase: phase(),
    node: nodeIn(kind, { config, phase: phase(), name }),
    neverReady: failure?.neverReady === true,
    others: reports.all,
    ...{ pace, version, store: replica.store() },
  });
  const nodes = createNodeLog(startedWallMs, () => nodesOf(momentNow()));
  const { serverCa } = identity;
  const world = () => ({ ...momentNow(), nodes, serverCa, save: () => undefined });
  const supervisor = { kind, config, identity, replica, reports, moment: momentNow, read: written };
  const register = createRegistration({ kind, config, replica, read: written, moment: momentNow });
  const isUp = () => phase().datastore && failure?.exits !== true;
  const look = (request: ApiRequest) => (isUp() ? answer(world(), request) : undefined);
  const files = { ...identity.files, ...file };
  let isOver = false;
  return {
    ...{ kind, config, version, identity, replica, look },
    events: eventsOf(parts, { config, failure, files, startedWallMs, isFirst }),
    async answer(request) {
      if (!isUp()) return undefined;
      const path = new URL(request.url, "https://localhost").pathname;
      const asked = { ...request, path, login: request.login };
      const supervised = await answerSupervisor(supervisor, asked);
      if (supervised !== undefined) return supervised;
      const forbidden = request.node === undefined ? undefined : forbiddenTo(request.node, request);
      if (forbidden !== undefined) return forbidden;
      if (request.isAdmin && !replica.hasQuorum() && phase().api) return withoutQuorum(path);
      if (request.method === "GET" || !request.isAdmin) return look(request);
      const changed = await replica.change((draft) =>
        answer({ ...world(), store: draft }, request),
      );
      return changed?.value ?? status(500, "InternalError", "etcdserver: request timed out");
    },
    async tick() {
      if (!isUp() || isOver) return [];
      await replica.tick();
      if (!replica.isRemoved()) return await register();
      isOver = true;
      return removedEvents(kind, clock.nowMs());
    },
    answerEtcd(path) {
      if (config.datastore !== "etcd" || !isUp()) return undefined;
      return answerEtcd(replica, path);
    },
  };
}

interface StoreParts {
  readonly config: ServerConfig;
  readonly reports: NodeReports;
  written(path: string): string | undefined;
  ownReports(): ReturnType<typeof reportOf>;
}

/** Its copy of the objects; with etcd this node is a member. */
function openStore(parts: ServerParts, { config, reports, written, ownReports }: StoreParts) {
  const { kind, clock, pace } = parts;
  const path = databasePath(kind, config);
  const saved = parts.read(path);
  const name = config.datastore === "etcd" ? written(memberNamePath(kind)) : undefined;
  const own = name && { name, node: config.nodeName, address: config.nodeIp };
  const founded = foundStore(saved, { own, nowMs: clock.nowMs() });
  const replica: Replica = createReplica({
    id: name === undefined ? undefined : memberId(name),
    text: founded,
    reports,
    nowMs: clock.nowMs,
    patienceMs: 4000,
    promotesAfterMs: 2000 * pace,
    ownReports,
    ask: (member, message) => askMember(parts, member, message),
    save: (content) => parts.saveObjects(path, content),
    duty: removalDuty(kind, clock.nowMs),
  });
  const file = { [path]: { content: founded, mode: 0o600 } };
  return { name, replica, file, isFirst: saved === undefined };
}

async function askMember(
  { kind, read, wire }: ServerParts,
  { address }: Member,
  body: string,
): Promise<string | undefined> {
  const { secret } = readToken(read(`${kind.data}/server/token`) ?? "");
  const port = kind.supervisorPort ?? 6443;
  const request = { host: address, port, method: "POST", path: "/simulated/peer", body } as const;
  const answer = await wire({ ...request, login: `server:${secret}` });
  return answer?.status === 200 ? answer.body : undefined;
}
