import type { CommandOutcome, HttpOutcome } from "../../../engine/index.ts";
import {
  type CommandTable,
  exited,
  type MemoryHost,
  type MemoryHttpRequest,
  PowerCut,
  type RunningService,
  type ServiceBehaviour,
} from "../../../host/index.ts";
import type { ApiResponse } from "../../stand-in/api.ts";
import { isSignedBy } from "../../stand-in/signed-by.ts";
import { hostIn, type StandInSite } from "../../stand-in/site.ts";
import { runCrictl } from "./crictl.ts";
import type { Disk } from "./disk.ts";
import { runCtr, SOCKET } from "./engine.ts";
import { asMember, ownMember } from "./gateway.ts";
import { BOOTSTRAP, NODE_NAME } from "./join.ts";
import { PKI } from "./keys.ts";
import { runKubeadm } from "./kubeadm.ts";
import { type KubeletEvent, register, type StandInKubelet, startKubelet } from "./kubelet.ts";
import type { Ran } from "./ran.ts";

/** The simulated programs inside a host in memory, on its clock. */
export interface MemoryStandIn {
  readonly services: Readonly<Record<string, ServiceBehaviour>>;
  readonly commands: CommandTable<MemoryHost>;
  http(request: MemoryHttpRequest): Promise<HttpOutcome>;
  /** To be called once, with the host made from the parts above. */
  attach(host: MemoryHost, address?: string): void;
}

const RESTART_MS = 10_000;
const UNIT = "kubelet.service";

export function createMemoryStandIn({
  version,
  site,
}: {
  readonly version: string;
  readonly site?: StandInSite;
}): MemoryStandIn {
  let host: MemoryHost | undefined;
  let kubelet: StandInKubelet | undefined;
  let timers: (() => void)[] = [];
  let restarts = 0;
  let own: string | undefined;

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
    if (site !== undefined) again(kubelet, site);
  }

  function again(started: StandInKubelet, { wire }: StandInSite): void {
    later(1000, () => {
      if (kubelet !== started) return;
      started.tick(wire).catch(passOverCut);
      again(started, { wire } as StandInSite);
    });
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

  async function isRunning(): Promise<boolean> {
    const unit = await machine().units.show(UNIT);
    return unit.is === "known" && unit.value.active === "active";
  }

  async function askApi(request: MemoryHttpRequest): Promise<ApiResponse | undefined> {
    return (await isRunning()) && kubelet !== undefined
      ? answerOf(kubelet, request, disk)
      : undefined;
  }

  /** A control plane that joined hands on to the one it joined by: there is one store behind all of them. */
  async function ownAnswer(request: MemoryHttpRequest): Promise<HttpOutcome> {
    if (new URL(request.url).port === "2379") return await etcdAnswer(request);
    const isApi = new URL(request.url).port === "6443";
    const server = isApi ? serverBehind(disk) : undefined;
    if (server === undefined || site === undefined) return outcomeOf(await askApi(request));
    const { pathname, search } = new URL(request.url);
    const isUp = (await askApi(request)) !== undefined;
    const url = `${server}${pathname}${search}`;
    return (isUp ? await site.ask({ ...request, url }) : undefined) ?? outcomeOf(undefined);
  }

  /** One store is behind all members: whoever joined says what the founder says, as itself. */
  async function etcdAnswer(request: MemoryHttpRequest): Promise<HttpOutcome> {
    const own = ownMember(disk);
    if (site === undefined || own === undefined || !(await isRunning()))
      return outcomeOf(undefined);
    const server = serverBehind(disk);
    const { pathname } = new URL(request.url);
    const body = textOf(request.body);
    if (server === undefined) return outcomeOf(kubelet?.answerGateway(pathname, body));
    const url = `https://${hostIn(server)}:2379${pathname}`;
    const said = await site.ask({ ...request, url });
    if (said?.is !== "answered") return outcomeOf(undefined);
    const answer = asMember(new TextDecoder().decode(said.body), own);
    return { ...said, body: new TextEncoder().encode(answer) };
  }

  async function apply(path: string, object: object): Promise<string | undefined> {
    const server = serverBehind(disk);
    const body = JSON.stringify(object);
    if (server !== undefined && site !== undefined) {
      const [tls, headers] = [adminKeys(disk), { "content-type": "application/apply-patch+yaml" }];
      const url = `${server}${path}`;
      const said = await site.ask({ url, method: "PATCH", body, tls, headers });
      return said?.is === "answered" && said.status < 300 ? undefined : "connection refused";
    }
    const answer = kubelet?.answer({
      ...{ method: "PATCH", url: path, isAdmin: true },
      body,
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
      kubelet: ({ argv, host: on }) => {
        const said = /Kubernetes v\d[^"\s]*/.exec(on.text(argv[0]) ?? "")?.[0];
        return exited(`${said ?? `Kubernetes v${version}`}\n`);
      },
      crictl: ({ argv }) => outcomeOfRun(runCrictl(argv.slice(1), disk, machine().clock.nowMs())),
      ctr: ({ argv }) => outcomeOfRun(runCtr(argv.slice(1), disk)),
      kubeadm: async ({ argv }) =>
        outcomeOfRun(
          await runKubeadm(argv.slice(1), {
            ...{ disk, nowMs: machine().clock.nowMs(), apply },
            ...(site !== undefined && { wire: site.wire }),
            sleep: (ms) => machine().clock.sleep(ms),
          }),
        ),
    },
    async http(request) {
      const to = hostIn(request.url);
      const isOwn = to === own || /^(127\.|localhost$)/.test(to);
      if (isOwn || site === undefined) return await ownAnswer(request);
      return (await site.ask(request)) ?? outcomeOf(undefined);
    },
    attach(made, address) {
      host = made;
      own = address;
      if (address === undefined) return;
      site?.link(address, {
        http: ownAnswer,
        serve: async (request) => ((await isRunning()) ? kubelet?.serve(request) : undefined),
      });
    },
  };
}

/** `https://10.10.216.81:6443` of whom this host joined by; `undefined`: it founded the cluster. */
function serverBehind(disk: Disk): string | undefined {
  if (disk.read(NODE_NAME) === undefined) return undefined;
  const text = disk.read("/etc/kubernetes/kubelet.conf") ?? disk.read(BOOTSTRAP) ?? "";
  return /^\s*server: (\S+)$/m.exec(text)?.[1];
}

function adminKeys(disk: Disk): { readonly cert: string; readonly key: string } {
  const text = disk.read("/etc/kubernetes/admin.conf") ?? "";
  const part = (name: string) =>
    Buffer.from(new RegExp(`${name}: (\\S+)`).exec(text)?.[1] ?? "", "base64").toString();
  return { cert: part("client-certificate-data"), key: part("client-key-data") };
}

/** What a kubelet does while the power goes is nobody's failure. */
function passOverCut(thrown: unknown): void {
  if (!(thrown instanceof PowerCut)) throw thrown;
}

function outcomeOfRun({ lines, exitCode }: Ran): CommandOutcome {
  const text = lines.map((line) => `${line}\n`).join("");
  return exitCode === 0 ? exited(text) : exited("", { exitCode, stderr: text });
}

function answerOf(kubelet: StandInKubelet, request: MemoryHttpRequest, disk: Disk) {
  const { pathname, search, port } = new URL(request.url);
  if (port === "2381") return kubelet.answerEtcd(pathname);
  if (port !== "6443") return undefined;
  return kubelet.answer({
    method: request.method,
    url: pathname + search,
    isAdmin: isOfCluster(disk.read(`${PKI}/ca.crt`), request.tls?.cert),
    body: textOf(request.body),
    type: request.headers?.["content-type"] ?? "",
    login: (request.headers?.authorization ?? "").replace(/^Bearer /, ""),
  });
}

function textOf(body: MemoryHttpRequest["body"] = ""): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

function isOfCluster(authority: string | undefined, cert: string | undefined): boolean {
  return cert !== undefined && authority !== undefined && isSignedBy(authority, cert);
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
