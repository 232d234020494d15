import type { Clock } from "../../../engine/index.ts";
import { type ApiRequest, type ApiResponse, answer } from "../../stand-in/api.ts";
import { nodesOf, type SimulatedNode } from "../../stand-in/cluster-view.ts";
import { createNodeLog } from "../../stand-in/node-log.ts";
import { openObjectStore } from "../../stand-in/objects.ts";
import { readServerConfig, type ServerConfig, type StartHost } from "./config.ts";
import { answerEtcd } from "./etcd.ts";
import { FAILURE_FILE, type Failure, failureIn } from "./failure.ts";
import type { StandInKind } from "./kind.ts";
import { databasePath, makeIdentity, type NodeFiles, type NodeIdentity } from "./node-files.ts";
import { exitAtMs, logLine, type Phase, phaseAt, upAtMs } from "./timeline.ts";

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
 */
export interface StandInServer {
  readonly config: ServerConfig;
  readonly version: string;
  readonly kind: StandInKind;
  /** What it leaves on the disk; written once the datastore is open. */
  readonly identity: NodeIdentity;
  readonly events: readonly ServerEvent[];
  /** 6443, and the supervisor where it has a port of its own; `undefined`: nothing listens yet. */
  answer(request: ApiRequest): ApiResponse | undefined;
  /** 2381; `undefined`: nothing listens. */
  answerEtcd(path: string): ApiResponse | undefined;
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
    server: createServer(parts, found.config, failureIn(read(FAILURE_FILE))),
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
  const store = openObjectStore(saved);
  const identity = makeIdentity({ kind, config, nowMs: startedWallMs, read });
  const phase = () => {
    const elapsedMs = clock.monotonicMs() - startedMs;
    return phaseAt(pace === 0 ? Number.POSITIVE_INFINITY : elapsedMs / pace, failure);
  };
  const momentNow = () => ({
    nowMs: clock.nowMs(),
    phase: phase(),
    node: nodeIn(kind, config, phase()),
    neverReady: failure?.neverReady === true,
    ...{ pace, version, store },
  });
  const nodes = createNodeLog(startedWallMs, () => nodesOf(momentNow()));
  const save = () => parts.saveObjects(database, store.text());
  const files = { ...identity.files, [database]: { content: store.text(), mode: 0o600 } };
  return {
    kind,
    config,
    version,
    identity,
    events: eventsOf(parts, {
      config,
      failure,
      files,
      startedWallMs,
      isFirst: saved === undefined,
    }),
    answer(request) {
      const moment = momentNow();
      if (!moment.phase.datastore || failure?.exits) return undefined;
      return answer({ ...moment, nodes, serverCa: identity.serverCa, save }, request);
    },
    answerEtcd(path) {
      if (config.datastore !== "etcd" || !phase().datastore) return undefined;
      return answerEtcd(phase(), path, store.text().length);
    },
  };
}

function nodeIn(kind: StandInKind, config: ServerConfig, phase: Phase): SimulatedNode {
  const { nodeName, nodeIp, labels, datastore, hasOwnNetwork } = config;
  return {
    name: nodeName,
    ip: nodeIp,
    labels: {
      ...Object.fromEntries(labels.map((label) => label.split("=", 2))),
      "node-role.kubernetes.io/control-plane": "true",
      ...(datastore === "etcd" ? { "node-role.kubernetes.io/etcd": "true" } : {}),
    },
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
