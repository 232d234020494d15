import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../../engine/index.ts";
import { readJson } from "../../../json/index.ts";
import { hostAndPort } from "../../../spec/index.ts";
import type { Wire } from "../../stand-in/wire.ts";
import { readAgentConfig, type ServerConfig, type StartHost } from "./config.ts";
import { FAILURE_FILE, failureIn } from "./failure.ts";
import { askServer, trustServer } from "./join.ts";
import type { StandInKind } from "./kind.ts";
import type { NodeFiles } from "./node-files.ts";
import type { ServerEvent } from "./server-events.ts";
import { logLine } from "./timeline.ts";

/**
 * One start of the simulated agent: a node that runs no control plane. distributions.md 3.4 "agent": it tries for
 * ever, and what it says of that is in its journal alone.
 */
export interface StandInAgent {
  readonly events: readonly ServerEvent[];
  /** Once a second. What comes of it happens now. */
  tick(): Promise<readonly ServerEvent[]>;
  /** 10248; `undefined`: nothing listens. */
  healthz(): string | undefined;
  /** Servers it knows, the one it was told of first; URLs. */
  servers(): readonly string[];
}

export interface AgentParts extends StartHost {
  readonly kind: StandInKind;
  readonly version: string;
  readonly clock: Pick<Clock, "nowMs">;
  readonly wire: Wire;
}

export type AgentStart =
  | { readonly is: "running"; readonly agent: StandInAgent }
  | { readonly is: "refused"; readonly lines: readonly string[] };

const handedOut = z.object({
  ...{ cert: z.string(), key: z.string(), serverCa: z.string(), clientCa: z.string() },
  servers: z.array(z.string()).default([]),
});
/** As the agent keeps it for its balancer. */
const balancer = z.object({ ServerAddresses: z.array(z.string()) });
const PASSWORD = "/etc/rancher/node/password";

export function startAgent(parts: AgentParts): AgentStart {
  const { kind, clock, read, version } = parts;
  const line = (text: string, level: "info" | "error" | "fatal" = "info") =>
    logLine(clock.nowMs(), { atMs: 0, level, text });
  const found = readAgentConfig(kind.rules, read(kind.configPath) ?? "", parts);
  if (found.is === "refused")
    return { is: "refused", lines: [line(`Error: ${found.why}`, "fatal")] };
  const starting = `Starting ${kind.program} agent v${version}`;
  const first = `simulated: a stand-in for ${kind.program} of bringup, no containers run here`;
  const events = [first, starting].map(
    (text): ServerEvent => ({ is: "line", atMs: 0, text: line(text) }),
  );
  return { is: "running", agent: createAgent(parts, found.config, { events, line }) };
}

interface Saying {
  readonly events: readonly ServerEvent[];
  line(text: string, level?: "info" | "error"): string;
}

function createAgent(
  parts: AgentParts,
  config: ServerConfig,
  { events, line }: Saying,
): StandInAgent {
  const { kind, read } = parts;
  let secret: string | undefined;
  let isNode = false;
  const list = `${kind.data}/agent/etc/${kind.id}-agent-load-balancer.json`;
  let known: readonly string[] =
    balancer.safeParse(readJson(read(list) ?? "")).data?.ServerAddresses ?? [];
  const password = read(PASSWORD) ?? `${randomBytes(16).toString("hex")}\n`;
  const port = URL.parse(config.server ?? "")?.port || "443";
  const servers = () => [
    ...new Set([config.server ?? "", ...known.map((address) => `https://${address}`)]),
  ];
  const says = (text: string, level: "info" | "error" = "info"): ServerEvent => ({
    ...{ is: "line", atMs: 0, text: line(text, level) },
  });

  /** The first of the servers that is there. */
  async function ask(path: string, body?: string) {
    for (const server of servers()) {
      const login = `node:${secret}`;
      const way =
        body === undefined ? ({ method: "GET" } as const) : ({ method: "POST", body } as const);
      const answer = await askServer(
        { config: { ...config, server }, wire: parts.wire },
        { ...way, path, login },
      );
      if (answer !== undefined && answer.status !== 503) return { server, ...answer };
    }
    return undefined;
  }

  async function connect(): Promise<readonly ServerEvent[]> {
    let refusal = "";
    for (const server of servers()) {
      const trusted = await trustServer({ kind, config: { ...config, server }, wire: parts.wire });
      if (trusted.is === "refused") {
        refusal ||= `Failed to validate connection to cluster at ${server}: ${trusted.why}`;
        continue;
      }
      secret = trusted.value.secret;
      break;
    }
    if (secret === undefined) return [says(refusal, "error")];
    const path = `/v1-${kind.id}/config/${config.nodeName}`;
    const answer = await ask(path);
    const given = handedOut.safeParse(readJson(answer?.body ?? "")).data;
    if (answer?.status === 200 && given !== undefined) return accepted(given);
    secret = undefined;
    const why = answer?.status === 401 ? "401 Unauthorized" : "connection refused";
    const asked = `${config.server}/v1-${kind.id}/serving-kubelet.crt`;
    return [says(`Waiting to retrieve agent configuration; server is not ready: ${asked}: ${why}`)];
  }

  function accepted(given: z.infer<typeof handedOut>): readonly ServerEvent[] {
    known = given.servers.map((host) => hostAndPort({ host, port: Number(port) }));
    const folder = `${kind.data}/agent`;
    const files: NodeFiles = {
      [`${folder}/server-ca.crt`]: { content: given.serverCa, mode: 0o644 },
      [`${folder}/client-ca.crt`]: { content: given.clientCa, mode: 0o644 },
      [`${folder}/client-kubelet.crt`]: { content: given.cert, mode: 0o644 },
      [`${folder}/client-kubelet.key`]: { content: given.key, mode: 0o600 },
      [`${folder}/kubelet.kubeconfig`]: { content: kubeconfigIn(folder), mode: 0o600 },
      [list]: {
        content: JSON.stringify({ ServerURL: config.server, ServerAddresses: known }),
        mode: 0o600,
      },
      [PASSWORD]: { content: password, mode: 0o600 },
    };
    return [
      { is: "files", atMs: 0, files: { ...files, ...kind.agentBundled } },
      says("Running kubelet"),
      { is: "up", atMs: 0 },
    ];
  }

  async function report(): Promise<readonly ServerEvent[]> {
    const failure = failureIn(read(FAILURE_FILE));
    if (failure?.neverRegisters) return [];
    const said = {
      ...{ name: config.nodeName, ip: config.nodeIp, version: parts.version, password },
      labels: Object.fromEntries(config.labels.map((label) => label.split("=", 2))),
      ...{ taints: config.taints, isStart: !isNode, failing: failure?.neverReady === true },
    };
    const answer = await ask(`/v1-${kind.id}/simulated-node`, JSON.stringify(said));
    if (answer?.status === 403)
      return [says(`Waiting to retrieve agent configuration; server is not ready: ${answer.body}`)];
    if (answer?.status !== 200 || isNode) return [];
    isNode = true;
    return [says(`Annotations and labels have been set successfully on node: ${config.nodeName}`)];
  }

  return {
    events,
    servers,
    healthz: () => (secret === undefined ? undefined : "ok"),
    tick: () => (secret === undefined ? connect() : report()),
  };
}

/** As an agent writes it: paths in place of keys, and a balancer of its own in front of the servers. */
function kubeconfigIn(folder: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:6444
    certificate-authority: ${folder}/server-ca.crt
  name: local
contexts:
- context:
    cluster: local
    namespace: default
    user: user
  name: Default
current-context: Default
kind: Config
preferences: {}
users:
- name: user
  user:
    client-certificate: ${folder}/client-kubelet.crt
    client-key: ${folder}/client-kubelet.key
`;
}
