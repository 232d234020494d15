import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { bodyOf, listenOn } from "../../stand-in/listen.ts";
import { placeOf, TEST_MACHINE_FILE } from "../../stand-in/place.ts";
import { send } from "../../stand-in/send.ts";
import { goOn } from "../../stand-in/watch.ts";
import {
  CLUSTER_CERT,
  CONTROL_SOCKET,
  ETCD_PKI,
  K8S_DQLITE_FOLDER,
  PKI,
  SNAPD_SOCKET,
  STATE,
} from "../paths.ts";
import { readCluster, startApi } from "./cluster.ts";
import { machineIn } from "./disk.ts";
import { isFormed, runK8s } from "./k8s.ts";
import { answerK8sd } from "./k8sd.ts";
import { type Close, type Place, serveSocket, serveTls } from "./listen.ts";
import type { StandInMachine } from "./machine.ts";
import { startRealNode } from "./real-node.ts";
import { memberOf, type Store, type StoreMember } from "./real-store.ts";
import { answerSnapd } from "./snapd.ts";
import { etcdAnswers, handOver, speak } from "./stores.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The programs that a rehearsal, or a machine there for tests, runs: real files, sockets, ports and TLS, no containers. */
export async function runStandIn(argv: readonly string[], env: Env): Promise<number> {
  const [program = "", ...words] = argv;
  const at = placeOf(env);
  if (at === undefined)
    return say(`simulated: only in a rehearsal, or where ${TEST_MACHINE_FILE} is`, 1);
  const machine = machineIn(at, paceIn(env.BRINGUP_STAND_IN_PACE));
  if (program === "k8s") return runProgram(machine, words);
  const opened = SERVED[program]?.({ ...at, machine });
  if (opened === undefined) return say(`simulated: ${program} does nothing here`, 0);
  say(`simulated: a stand-in for ${program} of bringup, no containers run here`, 0);
  const close = await opened;
  const { promise, resolve } = Promise.withResolvers<number>();
  const stop = () => {
    close();
    resolve(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return promise;
}

async function runProgram(machine: StandInMachine, words: readonly string[]): Promise<number> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part);
  const ran = await runK8s(machine, words, Buffer.concat(parts).toString());
  process.stderr.write(ran.stderr);
  process.stdout.write(ran.stdout);
  return ran.exitCode;
}

const SERVED: Readonly<Record<string, (place: Place) => Promise<Close>>> = {
  snapd: ({ root, machine }) =>
    serveSocket(join(root, SNAPD_SOCKET), (asked) => answerSnapd(machine, asked)),
  async k8sd(place) {
    const { root, machine } = place;
    const close = await serveSocket(join(root, CONTROL_SOCKET), (asked) =>
      answerK8sd(machine, asked),
    );
    const port = await onceFormed(place, () =>
      serveStore(place, "membership", (beneath) => ({
        keys: { cert: CLUSTER_CERT, key: `${STATE}/cluster.key` },
        onStream: (stream) => handOver(stream, beneath),
      })),
    );
    return () => {
      port();
      close();
    };
  },
  "k8s-dqlite": (place) =>
    serveStore(place, "kubernetes", (beneath) => ({
      keys: {
        cert: `${K8S_DQLITE_FOLDER}/cluster.crt`,
        key: `${K8S_DQLITE_FOLDER}/cluster.key`,
      },
      onStream: (over) => beneath(over, Buffer.alloc(0)),
    })),
  etcd(place) {
    const http2 = etcdAnswers(place.machine, "");
    return serveTls(place, 2379, {
      keys: { cert: `${ETCD_PKI}/server.crt`, key: `${ETCD_PKI}/server.key` },
      protocols: ["h2"],
      onStream(stream) {
        http2.emit("connection", stream);
      },
    });
  },
  "kube-apiserver": serveApi,
};

/** Leads a stream to the store beneath; `early` came before it was led there. */
type Beneath = (over: Duplex, early: Buffer) => void;

/** Its port, and the node of a real Dqlite behind it where a test brought one: without it the service ends. */
async function serveStore(
  place: Place,
  store: Store,
  serviceOver: (beneath: Beneath) => Parameters<typeof serveTls>[2],
): Promise<Close> {
  const { disk } = place.machine;
  const member = memberOf(disk, store, readCluster(place.machine)?.ip ?? "");
  const node = await startRealNode(place, store, (code) => {
    say(`simulated: its Dqlite ended with ${code}`, 1);
    process.exit(1);
  });
  const beneath: Beneath = (over, early) => {
    const real = node?.connect() ?? connectTo(member);
    if (real === undefined) speak(over, [member], early);
    else tie(over, real, early);
  };
  const port = Number(member.address.replace(/.*:/, ""));
  const close = await serveTls(place, port, serviceOver(beneath));
  return () => {
    close();
    node?.close();
  };
}

/** Where a test runs a real one itself. */
function connectTo({ realPort }: StoreMember): Duplex | undefined {
  return realPort === undefined ? undefined : connect(realPort, "127.0.0.1");
}

function tie(over: Duplex, real: Duplex, early: Buffer): void {
  real.on("error", () => undefined);
  real.on("close", () => over.destroy());
  over.on("close", () => real.destroy());
  real.write(early);
  over.pipe(real).pipe(over);
}

const LOOK_EVERY_MS = 100;

/** k8sd runs before there is a cluster, and opens its port when there is. */
async function onceFormed({ machine }: Place, open: () => Promise<Close>): Promise<Close> {
  let close: Close | undefined;
  const look = setInterval(() => {
    if (!isFormed(machine)) return;
    clearInterval(look);
    open().then(
      (opened) => {
        close = opened;
      },
      (thrown) => {
        say(`simulated: ${thrown instanceof Error ? thrown.message : String(thrown)}`, 1);
        process.exit(1);
      },
    );
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(look);
    close?.();
  };
}

function paceIn(text: string | undefined): number {
  const pace = Number(text ?? "1");
  return Number.isFinite(pace) && pace >= 0 ? pace : 1;
}

function say(line: string, code: number): number {
  process.stdout.write(`${line}\n`);
  return code;
}

async function serveApi(place: Place): Promise<Close> {
  const { machine } = place;
  const api = startApi(machine);
  const [cert, key, ca] = ["apiserver.crt", "apiserver.key", "ca.crt"].map((name) =>
    machine.disk.read(`${PKI}/${name}`),
  );
  const server = createHttpsServer(
    { cert, key, ca, requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      const asked = {
        method: request.method ?? "GET",
        url: request.url ?? "/",
        isAdmin: (request.socket as TLSSocket).authorized,
        body: (await bodyOf(request)).toString(),
        type: request.headers["content-type"] ?? "",
      };
      const answer = api.answer(asked);
      if (answer?.goesOnFrom === undefined) return send(response, answer);
      goOn(response, answer, { url: asked.url, ask: (url) => api.answer({ ...asked, url }) });
    },
  );
  return await listenOn(place, server, { port: 6443 });
}
