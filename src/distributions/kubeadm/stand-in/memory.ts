import { X509Certificate } from "node:crypto";
import type { CommandOutcome, HttpOutcome } from "../../../engine/index.ts";
import {
  type CommandTable,
  exited,
  type MemoryHost,
  type MemoryHttpRequest,
  type RunningService,
  type ServiceBehaviour,
} from "../../../host/index.ts";
import type { ApiResponse } from "../../stand-in/api.ts";
import type { Disk } from "./disk.ts";
import { runCtr, SOCKET } from "./engine.ts";
import { PKI } from "./keys.ts";
import { type Ran, runKubeadm } from "./kubeadm.ts";
import { type KubeletEvent, register, type StandInKubelet, startKubelet } from "./kubelet.ts";

/** The simulated programs inside a host in memory, on its clock. */
export interface MemoryStandIn {
  readonly services: Readonly<Record<string, ServiceBehaviour>>;
  readonly commands: CommandTable<MemoryHost>;
  http(request: MemoryHttpRequest): Promise<HttpOutcome>;
  /** To be called once, with the host made from the parts above. */
  attach(host: MemoryHost): void;
}

const RESTART_MS = 10_000;
const UNIT = "kubelet.service";

export function createMemoryStandIn({ version }: { readonly version: string }): MemoryStandIn {
  let host: MemoryHost | undefined;
  let kubelet: StandInKubelet | undefined;
  let timers: (() => void)[] = [];
  let restarts = 0;

  const machine = () => {
    if (host === undefined) throw new Error("the stand-in was not attached to its host");
    return host;
  };
  const disk: Disk = {
    read: (path) => machine().text(path),
    write: (path, content, mode = 0o600) => machine().put(path, { content, mode }),
  };
  const parts = () => ({ disk, clock: machine().clock, pace: 1 });

  function stop(): void {
    for (const cancel of timers) cancel();
    timers = [];
    kubelet = undefined;
  }

  function launch(running: RunningService): void {
    kubelet = startKubelet(parts());
    for (const event of kubelet.events) later(event.atMs, () => carryOut(running, event));
  }

  function carryOut(running: RunningService, event: KubeletEvent): void {
    if (event.is === "line") running.log(event.text);
    if (event.is === "registered" && kubelet !== undefined) register(kubelet, parts());
    if (event.is === "exit") exit(running, event.code);
  }

  /** Restart=always, RestartSec=10. */
  function exit(running: RunningService, exitStatus: number): void {
    stop();
    running.set({ active: "activating", sub: "auto-restart", exitStatus });
    later(RESTART_MS, () => {
      restarts += 1;
      running.set({ active: "active", sub: "running", restarts });
      launch(running);
    });
  }

  function later(ms: number, run: () => void): void {
    timers.push(machine().clock.after(ms, run));
  }

  async function askApi(request: MemoryHttpRequest): Promise<ApiResponse | undefined> {
    const unit = await machine().units.show(UNIT);
    const runs = unit.is === "known" && unit.value.active === "active";
    return runs && kubelet !== undefined ? answerOf(kubelet, request, disk) : undefined;
  }

  async function apply(path: string, object: object): Promise<string | undefined> {
    const answer = kubelet?.answer({
      ...{ method: "PATCH", url: path, isAdmin: true },
      body: JSON.stringify(object),
    });
    if (answer === undefined) return "connection refused";
    return answer.status < 300 ? undefined : answer.body;
  }

  return {
    services: {
      "containerd.service": { start: () => void disk.write(SOCKET, "") },
      [UNIT]: {
        start(running) {
          stop();
          restarts = 0;
          launch(running);
        },
        stop,
      },
    },
    commands: {
      kubelet: () => exited(`Kubernetes v${version}\n`),
      ctr: ({ argv }) => outcomeOfRun(runCtr(argv.slice(1), disk)),
      kubeadm: async ({ argv }) =>
        outcomeOfRun(
          await runKubeadm(argv.slice(1), { disk, nowMs: machine().clock.nowMs(), apply }),
        ),
    },
    http: async (request) => outcomeOf(await askApi(request)),
    attach(made) {
      host = made;
    },
  };
}

function outcomeOfRun({ lines, exitCode }: Ran): CommandOutcome {
  const text = lines.map((line) => `${line}\n`).join("");
  return exitCode === 0 ? exited(text) : exited("", { exitCode, stderr: text });
}

function answerOf(kubelet: StandInKubelet, request: MemoryHttpRequest, disk: Disk) {
  const { pathname, search, port } = new URL(request.url);
  if (port === "2381") return kubelet.answerEtcd(pathname);
  if (port !== "6443") return undefined;
  const body = request.body ?? "";
  return kubelet.answer({
    method: request.method,
    url: pathname + search,
    isAdmin: isSignedBy(disk.read(`${PKI}/ca.crt`), request.tls?.cert),
    body: typeof body === "string" ? body : new TextDecoder().decode(body),
  });
}

function isSignedBy(authority: string | undefined, cert: string | undefined): boolean {
  if (cert === undefined || authority === undefined) return false;
  return new X509Certificate(cert).verify(new X509Certificate(authority).publicKey);
}

function outcomeOf(answer: ApiResponse | undefined): HttpOutcome {
  if (answer === undefined) return { is: "failed", at: "connect", why: "connection refused" };
  const body = new TextEncoder().encode(answer.body);
  return {
    is: "answered",
    status: answer.status,
    headers: { "content-type": answer.type },
    body,
    tookMs: 1,
  };
}
