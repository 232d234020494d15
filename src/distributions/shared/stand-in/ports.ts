import { createServer as createHttpServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer as createTcpServer, type Server } from "node:net";
import type { TLSSocket } from "node:tls";
import { bodyOf, listenOn } from "../../stand-in/listen.ts";
import type { StandInPlace } from "../../stand-in/place.ts";
import { send } from "../../stand-in/send.ts";
import { goOn } from "../../stand-in/watch.ts";
import { loginIn } from "../../stand-in/wire.ts";
import type { StandInAgent } from "./agent.ts";
import { callerOf } from "./caller.ts";
import { answerGrpc } from "./etcd-grpc.ts";
import type { StandInServer } from "./server.ts";

type Closers = readonly (() => void)[];

/** All that a server listens on, as far as it is simulated. */
export async function openPorts(server: StandInServer, place: StandInPlace): Promise<Closers> {
  const { serving, clientCa } = server.identity;
  const tls = { cert: serving.cert, key: serving.key, ca: clientCa };
  const { supervisorPort } = server.kind;
  const closers = [await listenOn(place, apiOn(server, tls), { port: 6443 })];
  if (supervisorPort !== undefined)
    closers.push(await listenOn(place, apiOn(server, tls), { port: supervisorPort }));
  if (server.config.datastore !== "etcd") return closers;
  const gauges = createHttpServer((request, response) =>
    send(response, server.answerEtcd(request.url ?? "/")),
  );
  const { etcd } = server.identity;
  if (etcd !== undefined) {
    const own = { cert: etcd.cert, key: etcd.key, ca: etcd.ca, requestCert: true };
    const grpc = createSecureServer(own, (request, response) =>
      answerGrpc(server, request, response),
    );
    closers.push(await listenOn(place, grpc, { port: 2379 }));
  }
  return [...closers, await listenOn(place, gauges, { port: 2381, from: "this host" })];
}

interface Tls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

function apiOn(server: StandInServer, tls: Tls): Server {
  const options = { ...tls, requestCert: true, rejectUnauthorized: false };
  return createHttpsServer(options, async (request, response) => {
    const peer = (request.socket as TLSSocket).getPeerX509Certificate();
    const asked = {
      method: request.method ?? "GET",
      url: request.url ?? "/",
      ...callerOf(server.identity, peer?.toString()),
      login: loginIn(request.headers.authorization),
      body: (await bodyOf(request)).toString(),
      type: request.headers["content-type"] ?? "",
    };
    const answer = await server.answer(asked);
    if (answer?.goesOnFrom === undefined) return send(response, answer);
    goOn(response, answer, { url: asked.url, ask: (url) => server.look({ ...asked, url }) });
  });
}

/** What an agent listens on: word of its kubelet, and the way to the servers. */
export async function openAgentPorts(agent: StandInAgent, place: StandInPlace): Promise<Closers> {
  const health = createHttpServer((request, response) => {
    const body = request.url === "/healthz" ? agent.healthz() : undefined;
    send(response, body === undefined ? undefined : { status: 200, type: "text/plain", body });
  });
  const balancer = createTcpServer((socket) => {
    const [first] = agent.servers();
    const to = connect(6443, URL.parse(first ?? "")?.hostname ?? "127.0.0.1");
    for (const end of [socket, to])
      end.on("error", () => [socket, to].map((each) => each.destroy()));
    socket.pipe(to).pipe(socket);
  });
  return [
    await listenOn(place, health, { port: 10248, from: "this host" }),
    await listenOn(place, balancer, { port: 6444, from: "this host" }),
  ];
}
