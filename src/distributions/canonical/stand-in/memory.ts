import { duplexPair } from "node:stream";
import type {
  CommandOutcome,
  ConnectOutcome,
  Endpoint,
  HttpOutcome,
  StreamOutcome,
  StreamRequest,
} from "../../../engine/index.ts";
import {
  type CommandTable,
  exited,
  type MemoryHost,
  type MemoryHttpRequest,
  type ServiceBehaviour,
} from "../../../host/index.ts";
import { SNAPD_SOCKET, SNAPD_UNIT, unitOf } from "../paths.ts";
import { announcedBy, isAdmin, readCluster, type StandInApi, startApi } from "./cluster.ts";
import { runK8s } from "./k8s.ts";
import { answerK8sd } from "./k8sd.ts";
import type { StandInMachine } from "./machine.ts";
import { membersOf } from "./real-store.ts";
import { answerSnapd, type SocketAnswer } from "./snapd.ts";
import { answerEtcdOver, etcdAnswers, handOver, speak } from "./stores.ts";

/** The simulated programs inside a host in memory, on its clock. */
export interface MemoryStandIn {
  readonly services: Readonly<Record<string, ServiceBehaviour>>;
  readonly commands: CommandTable<MemoryHost>;
  http(request: MemoryHttpRequest): Promise<HttpOutcome>;
  openStream(request: StreamRequest): Promise<StreamOutcome>;
  /** k8sd of a member elsewhere is there. */
  connect(target: Endpoint): ConnectOutcome;
  /** To be called once, with the host made from the parts above. */
  attach(host: MemoryHost): void;
}

export function createMemoryStandIn(): MemoryStandIn {
  let made: MemoryHost | undefined;
  let api: StandInApi | undefined;

  const memory = () => {
    if (made === undefined) throw new Error("the stand-in was not attached to its host");
    return made;
  };

  const machine: StandInMachine = {
    pace: 1,
    clock: { nowMs: () => memory().clock.nowMs() },
    disk: {
      read: (path) => memory().text(path),
      write: (path, content, mode = 0o600) => memory().put(path, { content, mode }),
      drop: (path) => memory().drop(path),
      link: (path, target) => memory().put(path, { link: target }),
    },
    startUnit: (unit) => memory().units.start(unit),
    async stopUnit(unit) {
      if ((await memory().units.show(unit)).is === "known")
        await memory().units.stop(unit, { timeoutMs: 10_000 });
    },
  };

  async function runs(unit: string): Promise<boolean> {
    const shown = await memory().units.show(unit);
    return shown.is === "known" && shown.value.active === "active";
  }

  async function askSocket(request: MemoryHttpRequest): Promise<HttpOutcome> {
    const isSnapd = request.socketPath === SNAPD_SOCKET;
    if (!(await runs(isSnapd ? SNAPD_UNIT : unitOf("k8sd")))) return REFUSED;
    const { method, url, body = "" } = request;
    const asked = { method, url, body: Buffer.from(body) };
    return told(isSnapd ? await answerSnapd(machine, asked) : await answerK8sd(machine, asked));
  }

  async function askApi(request: MemoryHttpRequest): Promise<HttpOutcome> {
    const { hostname, pathname, search, port } = new URL(request.url);
    // Another address is answered by whoever has it.
    const own = ["127.0.0.1", "localhost", readCluster(machine)?.ip, announcedBy(machine)];
    if (!own.includes(hostname)) return REFUSED;
    const servers = await Promise.all(API_SERVERS.map((service) => runs(unitOf(service))));
    if (port !== "6443" || !servers.includes(true)) return REFUSED;
    const answer = api?.answer({
      method: request.method,
      url: pathname + search,
      isAdmin: isAdmin(machine, request.tls?.cert),
      body: Buffer.from(request.body ?? "").toString(),
      type: request.headers?.["content-type"] ?? "",
    });
    return answer === undefined ? REFUSED : told(answer, answer.type);
  }

  return {
    services: Object.fromEntries(
      API_SERVERS.map((service): [string, ServiceBehaviour] => [
        unitOf(service),
        {
          start() {
            api = startApi(machine);
            return undefined;
          },
        },
      ]),
    ),
    commands: {
      async k8s({ argv, input = "" }): Promise<CommandOutcome> {
        const { stdout, stderr, exitCode } = await runK8s(machine, argv.slice(1), input);
        return exited(stdout, { exitCode, stderr });
      },
    },
    http: (request) => (request.socketPath === undefined ? askApi(request) : askSocket(request)),
    async openStream({ target: { host, port } }) {
      const unit = STORES[port];
      if (unit === undefined || !(await runs(unitOf(unit)))) return NOBODY;
      const [near, far] = duplexPair();
      const ips = readCluster(machine)?.members.map(({ ip }) => ip) ?? [];
      const members = (store: "membership" | "kubernetes") => membersOf(machine.disk, store, ips);
      if (port === 6400)
        handOver(far, (stream, early) => speak(stream, members("membership"), early));
      else if (port === 9000) speak(far, members("kubernetes"), Buffer.alloc(0));
      else answerEtcdOver({ near, far }, etcdAnswers(machine, host));
      return { is: "open", stream: near };
    },
    connect: ({ port }) => (port === 6400 ? { is: "connected", tookMs: 1 } : { is: "refused" }),
    attach(host) {
      made = host;
    },
  };
}

/** On a worker the API is reached through a proxy of its own, at the same port. */
const API_SERVERS = ["kube-apiserver", "k8s-apiserver-proxy"];
const STORES: Readonly<Record<number, string>> = { 6400: "k8sd", 9000: "k8s-dqlite", 2379: "etcd" };

const REFUSED = { is: "failed", at: "connect", why: "connection refused" } as const;
const NOBODY: StreamOutcome = {
  is: "failed",
  at: "tcp",
  code: "ECONNREFUSED",
  why: "connection refused",
};

function told({ status, body }: SocketAnswer, type = "application/json"): HttpOutcome {
  const headers = { "content-type": type };
  return { is: "answered", status, headers, body: Buffer.from(body), tookMs: 1 };
}
