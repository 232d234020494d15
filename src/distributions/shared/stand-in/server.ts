import type { Clock } from "../../../engine/index.ts";
import { type ApiRequest, type ApiResponse, answer } from "../../stand-in/api.ts";
import {
  nodesOf,
  ownNode,
  ownPods,
  type SimulatedNode,
  shownNode,
} from "../../stand-in/cluster-view.ts";
import { isVoter, type Member, memberId } from "../../stand-in/members.ts";
import { createNodeLog } from "../../stand-in/node-log.ts";
import { createNodeReports } from "../../stand-in/node-reports.ts";
import { registerNode } from "../../stand-in/node-write.ts";
import { createReplica, type Replica } from "../../stand-in/replica.ts";
import { status, text } from "../../stand-in/replies.ts";
import type { Wire } from "../../stand-in/wire.ts";
import { readServerConfig, type ServerConfig, type StartHost } from "./config.ts";
import { answerEtcd } from "./etcd.ts";
import { FAILURE_FILE, type Failure, failureIn, failureOn } from "./failure.ts";
import type { StandInKind } from "./kind.ts";
import { foundStore, removalDuty } from "./membership.ts";
import {
  databasePath,
  makeIdentity,
  memberNamePath,
  type NodeFiles,
  type NodeIdentity,
  tombstonePath,
} from "./node-files.ts";
import { answerSupervisor, isPassword, REJECTED } from "./supervisor.ts";
import { exitAtMs, logLine, type Phase, phaseAt, upAtMs } from "./timeline.ts";
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

/** Milliseconds of the clock after the start. */
export type ServerEvent = { readonly atMs: number } & (
  | { readonly is: "line"; readonly text: string }
  | { readonly is: "files"; readonly files: NodeFiles }
  | { readonly is: "up" }
  | { readonly is: "exit"; readonly code: number }
);

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
  const database = databasePath(kind, config);
  const saved = read(database);
  const identity = makeIdentity({ kind, config, nowMs: startedWallMs, read });
  const written = (path: string) => read(path) ?? identity.files[path]?.content;
  const name = config.datastore === "etcd" ? written(memberNamePath(kind)) : undefined;
  const own = name && { name, node: config.nodeName, address: config.nodeIp };
  const founded = foundStore(saved, { own, nowMs: startedWallMs });
  const reports = createNodeReports();
  const replica: Replica = createReplica({
    id: name === undefined ? undefined : memberId(name),
    text: founded,
    reports,
    nowMs: clock.nowMs,
    patienceMs: 4000,
    promotesAfterMs: 2000 * pace,
    ownReports: () => reportOf(momentNow()),
    ask: (member, message) => askMember(parts, member, message),
    save: (content) => parts.saveObjects(database, content),
    duty: removalDuty(kind, clock.nowMs),
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
  const world = () => ({
    ...momentNow(),
    nodes,
    serverCa: identity.serverCa,
    save: () => undefined,
  });
  const supervisor = { kind, config, identity, replica, reports, moment: momentNow, read: written };
  const isUp = () => phase().datastore && failure?.exits !== true;
  const look = (request: ApiRequest) => (isUp() ? answer(world(), request) : undefined);
  const files = { ...identity.files, [database]: { content: founded, mode: 0o600 } };
  let registration: "due" | "done" | "rejected" = "due";
  let isOver = false;

  async function registerOnce(): Promise<readonly ServerEvent[]> {
    if (registration !== "due" || !phase().registered) return [];
    const shown = shownNode(momentNow());
    const password = written("/etc/rancher/node/password") ?? "";
    const changed = await replica.change((draft) => {
      const about = { name: config.nodeName, password, nowMs: clock.nowMs() };
      if (!isPassword(draft, kind, about)) return false;
      registerNode(draft, { ...shown, name: config.nodeName }, clock.nowMs());
      return true;
    });
    if (changed === undefined) return [];
    registration = changed.value ? "done" : "rejected";
    if (changed.value) return [];
    const why = `Waiting to retrieve agent configuration; server is not ready: ${REJECTED}`;
    return [
      { is: "line", atMs: 0, text: logLine(clock.nowMs(), { atMs: 0, level: "info", text: why }) },
    ];
  }

  return {
    kind,
    config,
    version,
    identity,
    replica,
    events: eventsOf(parts, {
      config,
      failure,
      files,
      startedWallMs,
      isFirst: saved === undefined,
    }),
    look,
    async answer(request) {
      if (!isUp()) return undefined;
      const path = new URL(request.url, "https://localhost").pathname;
      const asked = { ...request, path, login: request.login };
      const supervised = await answerSupervisor(supervisor, asked);
      if (supervised !== undefined) return supervised;
      if (request.node !== undefined && !isOwnOf(request.node, request))
        return status(
          403,
          "Forbidden",
          `forbidden: User "system:node:${request.node}" cannot do that`,
        );
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
      if (!replica.isRemoved()) return await registerOnce();
      isOver = true;
      const said = `this node has been removed from the cluster - please restart ${kind.program} to rejoin the cluster`;
      return [
        {
          is: "line",
          atMs: 0,
          text: logLine(clock.nowMs(), { atMs: 0, level: "info", text: said }),
        },
        { is: "files", atMs: 0, files: { [tombstonePath(kind)]: { content: "\n", mode: 0o600 } } },
        { is: "exit", atMs: 0, code: 1 },
      ];
    },
    answerEtcd(path) {
      if (config.datastore !== "etcd" || !isUp()) return undefined;
      return answerEtcd(replica, path);
    },
  };
}

/** What others are told of this node. */
function reportOf(moment: Parameters<typeof ownNode>[0]) {
  const node = ownNode(moment);
  const { name } = moment.node;
  return node === undefined ? [] : [{ name, node, pods: [...ownPods(moment)], atMs: moment.nowMs }];
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

/** What the API lets a kubelet read: itself, and what runs on it. */
function isOwnOf(node: string, { method, url }: ApiRequest): boolean {
  const { pathname, searchParams } = new URL(url, "https://localhost");
  if (method === "PATCH") return pathname === `/api/v1/nodes/${node}`;
  if (method === "POST") return pathname.endsWith("/eviction");
  if (method !== "GET") return false;
  if (/^\/(readyz|livez|healthz|version)$/.test(pathname)) return true;
  if (pathname === `/api/v1/nodes/${node}`) return true;
  if (pathname === "/api/v1/nodes")
    return searchParams.get("fieldSelector") === `metadata.name=${node}`;
  return (
    pathname === "/api/v1/pods" && searchParams.get("fieldSelector") === `spec.nodeName=${node}`
  );
}

function withoutQuorum(path: string): ApiResponse {
  if (path !== "/readyz" && path !== "/healthz")
    return status(500, "InternalError", "etcdserver: request timed out");
  return {
    ...text("[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n"),
    status: 500,
  };
}

interface NodeIn {
  readonly config: ServerConfig;
  readonly phase: Phase;
  /** Of its member of etcd. */
  readonly name: string | undefined;
}

function nodeIn(kind: StandInKind, { config, phase, name }: NodeIn): SimulatedNode {
  const { nodeName, nodeIp, labels, taints, datastore, hasOwnNetwork } = config;
  return {
    name: nodeName,
    ip: nodeIp,
    labels: {
      ...Object.fromEntries(labels.map((label) => label.split("=", 2))),
      "node-role.kubernetes.io/control-plane": "true",
      ...(datastore === "etcd" ? { "node-role.kubernetes.io/etcd": "true" } : {}),
    },
    ...(taints.length > 0 && { taints }),
    ...(name !== undefined && { annotations: { [`etcd.${kind.id}.cattle.io/node-name`]: name } }),
    hasOwnNetwork: hasOwnNetwork && phase.network,
    pods: kind.podsOf(config),
  };
}

interface EventParts {
  readonly config: ServerConfig;
  readonly failure: Failure | undefined;
  readonly files: NodeFiles;
  readonly startedWallMs: number;
  readonly isFirst: boolean;
}

function eventsOf(
  { kind, version, images, pace }: ServerParts,
  { config, failure, files, startedWallMs, isFirst }: EventParts,
): readonly ServerEvent[] {
  const story = { version, config, failure, images, isFirstStart: isFirst };
  const lines = kind.linesOf(story).map((line): ServerEvent => {
    const atMs = line.atMs * pace;
    return { is: "line", atMs, text: logLine(startedWallMs + atMs, line) };
  });
  const upMs = upAtMs(failure);
  const exitMs = exitAtMs(failure);
  const opened: ServerEvent[] =
    exitMs === undefined ? [{ is: "files", atMs: 400 * pace, files }] : [];
  return [
    ...lines,
    ...opened,
    ...(upMs === undefined ? [] : [{ is: "up", atMs: upMs * pace } as const]),
    ...(exitMs === undefined ? [] : [{ is: "exit", atMs: exitMs * pace, code: 1 } as const]),
  ].toSorted((a, b) => a.atMs - b.atMs);
}
