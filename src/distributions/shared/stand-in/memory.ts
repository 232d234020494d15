import { X509Certificate } from "node:crypto";
import type { HttpOutcome } from "../../../engine/index.ts";
import {
  type CommandTable,
  exited,
  type MemoryHost,
  type MemoryHttpRequest,
  type RunningService,
  type ServiceBehaviour,
} from "../../../host/index.ts";
import type { ApiResponse } from "../../stand-in/api.ts";
import type { StandInKind } from "./kind.ts";
import { type ServerEvent, type StandInServer, startServer } from "./server.ts";

/** The same simulated server inside a host in memory, on its clock. */
export interface MemoryStandIn {
  readonly services: Readonly<Record<string, ServiceBehaviour>>;
  readonly commands: CommandTable<MemoryHost>;
  http(request: MemoryHttpRequest): Promise<HttpOutcome>;
  /** To be called once, with the host made from the parts above. */
  attach(host: MemoryHost): void;
}

export interface MemoryStandInOptions {
  readonly version: string;
  /** 1 unless told: the times of the real stand-in on the host's own clock. */
  readonly pace?: number;
}

const RESTART_MS = 5000;

export function createMemoryServer(
  kind: StandInKind,
  { version, pace = 1 }: MemoryStandInOptions,
): MemoryStandIn {
  let host: MemoryHost | undefined;
  let server: StandInServer | undefined;
  let timers: (() => void)[] = [];
  let restarts = 0;

  const machine = () => {
    if (host === undefined) throw new Error("the stand-in was not attached to its host");
    return host;
  };

  function stop(): void {
    for (const cancel of timers) cancel();
    timers = [];
    server = undefined;
  }

  function launch(running: RunningService): void {
    const { clock, text, put, paths } = machine();
    const start = startServer({
      kind,
      version,
      hostname: text("/proc/sys/kernel/hostname")?.trim() ?? "localhost",
      clock,
      pace,
      images: paths().filter((path) => /\/agent\/images\/.+\.tar(\.zst|\.gz)?$/.test(path)),
      read: text,
      saveObjects: (path, content) => put(path, { content, mode: 0o600 }),
    });
    if (start.is === "refused") {
      for (const line of start.lines) running.log(line);
      exit(running, 1);
      return;
    }
    server = start.server;
    for (const event of server.events) later(event.atMs, () => carryOut(running, event));
  }

  function carryOut(running: RunningService, event: ServerEvent): void {
    if (event.is === "line") running.log(event.text);
    if (event.is === "up") running.set({ active: "active", sub: "running" });
    if (event.is === "exit") exit(running, event.code);
    if (event.is === "files") {
      for (const [path, file] of Object.entries({ ...event.files, ...kind.bundled }))
        machine().put(path, file);
    }
  }

  /** Restart=always, RestartSec=5s. */
  function exit(running: RunningService, exitStatus: number): void {
    stop();
    running.set({ active: "activating", sub: "auto-restart", exitStatus });
    later(RESTART_MS, () => {
      restarts += 1;
      running.set({ active: "activating", sub: "start", restarts });
      launch(running);
    });
  }

  function later(ms: number, run: () => void): void {
    timers.push(machine().clock.after(ms, run));
  }

  return {
    services: {
      [kind.unit]: {
        start(running) {
          stop();
          restarts = 0;
          launch(running);
          return { active: "activating", sub: "start" };
        },
        stop,
      },
    },
    commands: { [kind.program]: () => exited(`${kind.program} version v${version} (simulated)\n`) },
    async http(request) {
      const unit = await machine().units.show(kind.unit);
      const runs = unit.is === "known" && /^(active|activating)$/.test(unit.value.active);
      const answer = runs && server !== undefined ? answerOf(server, request) : undefined;
      return outcomeOf(answer);
    },
    attach(made) {
      host = made;
    },
  };
}

function answerOf(server: StandInServer, request: MemoryHttpRequest): ApiResponse | undefined {
  const { pathname, search, port } = new URL(request.url);
  if (port === "2381") return server.answerEtcd(pathname);
  if (port !== "6443" && port !== String(server.kind.supervisorPort)) return undefined;
  const body = request.body ?? "";
  return server.answer({
    method: request.method,
    url: pathname + search,
    isAdmin:
      request.tls?.cert === server.identity.admin.cert ||
      isSignedBy(server.identity.clientCa, request.tls?.cert),
    body: typeof body === "string" ? body : new TextDecoder().decode(body),
  });
}

function isSignedBy(authority: string, cert: string | undefined): boolean {
  if (cert === undefined) return false;
  return new X509Certificate(cert).verify(new X509Certificate(authority).publicKey);
}

function outcomeOf(answer: ApiResponse | undefined): HttpOutcome {
  if (answer === undefined) return { is: "failed", at: "connect", why: "connection refused" };
  const body = new TextEncoder().encode(answer.body);
  const headers = { "content-type": answer.type };
  return { is: "answered", status: answer.status, headers, body, tookMs: 1 };
}
