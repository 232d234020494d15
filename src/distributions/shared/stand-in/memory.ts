import type { HttpOutcome } from "../../../engine/index.ts";
import {
  type CommandCall,
  type CommandTable,
  exited,
  type MemoryHost,
  type MemoryHttpRequest,
  PowerCut,
  type ServiceBehaviour,
} from "../../../host/index.ts";
import { announcedIn } from "../../stand-in/announce.ts";
import type { ApiResponse } from "../../stand-in/api.ts";
import { type Began, createMemoryService, isRunning } from "../../stand-in/memory-service.ts";
import { hostIn, type StandInSite } from "../../stand-in/site.ts";
import { NOBODY, type WireRequest } from "../../stand-in/wire.ts";
import { manifestOf } from "../virtual-address.ts";
import { type StandInAgent, startAgent } from "./agent.ts";
import { callerOf } from "./caller.ts";
import type { StandInKind } from "./kind.ts";
import type { NodeFiles } from "./node-files.ts";
import { prepareStart } from "./prepare.ts";
import { installedVersion } from "./program.ts";
import { type StandInServer, startServer } from "./server.ts";
import type { ServerEvent } from "./server-events.ts";
import { flagFile, runTool, type ToolDisk } from "./tool.ts";

/** The same simulated server inside a host in memory, on its clock. */
export interface MemoryStandIn {
  readonly services: Readonly<Record<string, ServiceBehaviour>>;
  readonly commands: CommandTable<MemoryHost>;
  http(request: MemoryHttpRequest): Promise<HttpOutcome>;
  /** To be called once, with the host made from the parts above, and its address in the site. */
  attach(host: MemoryHost, address?: string): void;
}

export interface MemoryStandInOptions {
  readonly version: string;
  /** 1 unless told: the times of the real stand-in on the host's own clock. */
  readonly pace?: number;
  /** Where other machines are; absent: it is alone. */
  readonly site?: StandInSite;
}

export function createMemoryServer(
  kind: StandInKind,
  { version, pace = 1, site }: MemoryStandInOptions,
): MemoryStandIn {
  let host: MemoryHost | undefined;
  let server: StandInServer | undefined;
  let agent: StandInAgent | undefined;
  let ownAddress: string | undefined;

  const machine = () => {
    if (host === undefined) throw new Error("the stand-in was not attached to its host");
    return host;
  };

  /** A program that was replaced is another version from its next start on. */
  const versionAt = (path: string) => installedVersion(machine().text(path)) ?? version;

  const startParts = () => {
    const { clock, text, put, paths } = machine();
    return {
      ...{ kind, clock, read: text, nowMs: clock.nowMs(), wire: site?.wire ?? NOBODY },
      version: versionAt(kind.programPath),
      hostname: text("/proc/sys/kernel/hostname")?.trim() ?? "localhost",
      images: paths().filter((path) => /\/agent\/images\/.+\.tar(\.zst|\.gz)?$/.test(path)),
      write(files: NodeFiles) {
        for (const [path, file] of Object.entries(files)) put(path, file);
      },
    };
  };

  async function beginServer(): Promise<Began> {
    const { files, text } = machine();
    if (text(flagFile(kind)) !== undefined) await files.remove(flagFile(kind));
    const parts = startParts();
    const prepared = await prepareStart(parts);
    if (prepared.is !== "ready") return prepared;
    const saveObjects = (path: string, content: string) =>
      parts.write({ [path]: { content, mode: 0o600 } });
    const start = startServer({ ...parts, pace, saveObjects });
    if (start.is === "refused") return start;
    server = start.server;
    const tick = async () => {
      const events = await start.server.tick();
      announce(start.server);
      return events;
    };
    return { is: "running", events: withBundled(start.server), tick };
  }

  /** As kube-vip does it: whoever is up first, and the next one when that goes. */
  function announce(up: StandInServer): void {
    const address = announcedIn(machine().text(manifestOf(kind)));
    if (address === undefined || ownAddress === undefined) return;
    if (up.look(READY)?.status === 200) site?.take(address, ownAddress);
    else site?.giveBack(ownAddress);
  }

  async function beginAgent(): Promise<Began> {
    const start = startAgent(startParts());
    if (start.is === "refused") return start;
    agent = start.agent;
    return { is: "running", events: agent.events, tick: agent.tick };
  }

  async function command({ argv: [path, ...argv] }: CommandCall<MemoryHost>) {
    const { clock, files } = machine();
    const call = { kind, argv, disk: toolDisk(files), nowMs: clock.nowMs() };
    const ended = await runTool({ ...call, isServing: await isRunning(machine(), kind.unit) });
    if (ended !== undefined) return { is: "exited" as const, ...ended };
    return exited(`${kind.program} version v${versionAt(path)} (simulated)\n`);
  }

  const runningServer = async () => ((await isRunning(machine(), kind.unit)) ? server : undefined);

  async function ownAnswer(request: MemoryHttpRequest): Promise<HttpOutcome> {
    const up = await runningServer();
    if (up !== undefined) return outcomeOf(await answerOf(up, request));
    const isAgent = await isRunning(machine(), kind.agentUnit);
    return isAgent && agent !== undefined
      ? await answerOfAgent(agent, request, site)
      : outcomeOf(undefined);
  }

  return {
    services: {
      [kind.unit]: createMemoryService({
        ...{ unit: kind.unit, machine, begin: beginServer },
        ended: () => {
          server = undefined;
          if (ownAddress !== undefined) site?.giveBack(ownAddress);
        },
      }),
      [kind.agentUnit]: createMemoryService({
        ...{ unit: kind.agentUnit, machine, begin: beginAgent },
        ended: () => {
          agent = undefined;
        },
      }),
    },
    commands: { [kind.program]: command },
    async http(request) {
      const isOwn = /^(127\.|localhost$|::1$)/.test(hostIn(request.url));
      if (isOwn || site === undefined) return await ownAnswer(request);
      return (await site.ask(request)) ?? outcomeOf(undefined);
    },
    attach(made, address) {
      host = made;
      ownAddress = address;
      if (address === undefined) return;
      site?.link(address, {
        http: (request) => whereOn(ownAnswer(request)),
        serve: async (request) => await served(await whereOn(runningServer()), request),
      });
    },
  };
}

const READY = { method: "GET", url: "/readyz", isAdmin: true, body: "", type: "" } as const;

/** A machine without power answers nobody. */
async function whereOn<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof PowerCut) return undefined as T;
    throw thrown;
  }
}

async function served(server: StandInServer | undefined, request: WireRequest) {
  const { method, path, body = "", login, port } = request;
  const isPort = port === 6443 || port === server?.kind.supervisorPort;
  const asked = { method, url: path, body, login, isAdmin: false };
  return isPort ? await server?.answer(asked) : undefined;
}

function withBundled({ events, kind }: StandInServer): readonly ServerEvent[] {
  return events.map((event) =>
    event.is === "files" ? { ...event, files: { ...event.files, ...kind.bundled } } : event,
  );
}

async function answerOfAgent(
  agent: StandInAgent,
  request: MemoryHttpRequest,
  site: StandInSite | undefined,
): Promise<HttpOutcome> {
  const { pathname, search, port } = new URL(request.url);
  const healthz = agent.healthz();
  if (port === "10248" && pathname === "/healthz" && healthz !== undefined)
    return outcomeOf({ status: 200, type: "text/plain", body: healthz });
  if (port !== "6444") return outcomeOf(undefined);
  for (const server of agent.servers()) {
    const url = `https://${new URL(server).hostname}:6443${pathname}${search}`;
    const answer = await site?.ask({ ...request, url });
    if (answer?.is === "answered") return answer;
  }
  return outcomeOf(undefined);
}

function toolDisk(files: MemoryHost["files"]): ToolDisk {
  return {
    read: async (path) =>
      (await files.stat(path))?.kind === "file" ? await files.read(path) : undefined,
    write: (path, content, mode) => files.writeAtomic(path, content, { mode }),
    list: async (path) => (await files.list(path)) ?? [],
    remove: (path) => files.removeTree(path),
  };
}

async function answerOf(
  server: StandInServer,
  request: MemoryHttpRequest,
): Promise<ApiResponse | undefined> {
  const { pathname, search, port } = new URL(request.url);
  // The gateway too, which real ones offer here in older versions: in memory there is no gRPC.
  if (port === "2381" || port === "2379") return server.answerEtcd(pathname);
  if (port !== "6443" && port !== String(server.kind.supervisorPort)) return undefined;
  const body = request.body ?? "";
  return await server.answer({
    method: request.method,
    url: pathname + search,
    ...callerOf(server.identity, request.tls?.cert),
    body: typeof body === "string" ? body : new TextDecoder().decode(body),
    type: request.headers?.["content-type"] ?? "",
  });
}

function outcomeOf(answer: ApiResponse | undefined): HttpOutcome {
  if (answer === undefined) return { is: "failed", at: "connect", why: "connection refused" };
  const body = new TextEncoder().encode(answer.body);
  const headers = { "content-type": answer.type };
  return { is: "answered", status: answer.status, headers, body, tookMs: 1 };
}
