import { mkdirSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { Socket } from "node:net";
import { dirname } from "node:path";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { bodyOf, listenOn } from "../../stand-in/listen.ts";
import type { StandInPlace } from "../../stand-in/place.ts";
import type { StandInMachine } from "./machine.ts";
import type { SnapdRequest, SocketAnswer } from "./snapd.ts";

export interface Place extends StandInPlace {
  readonly machine: StandInMachine;
}

export type Close = () => void;

/** HTTP at a unix socket. */
export async function serveSocket(
  path: string,
  answer: (asked: SnapdRequest) => Promise<SocketAnswer>,
): Promise<Close> {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const server = createHttpServer(async (request, response) => {
    const { method = "GET", url = "/" } = request;
    const { status, body } = await answer({ method, url, body: await bodyOf(request) });
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(path, resolve);
  await promise;
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

interface TlsService {
  readonly keys: { readonly cert: string; readonly key: string };
  readonly protocols?: readonly string[];
  onStream(stream: TLSSocket): void;
}

/** Who shows no certificate is not let in; whose it is nobody asks here. */
export async function serveTls(
  place: Place,
  port: number,
  { keys, protocols = [], onStream }: TlsService,
): Promise<Close> {
  const { disk } = place.machine;
  const sockets = new Set<Socket>();
  const server = createTlsServer(
    {
      ...{ cert: disk.read(keys.cert), key: disk.read(keys.key) },
      ...{ requestCert: true, rejectUnauthorized: false },
      ...(protocols.length > 0 && { ALPNProtocols: [...protocols] }),
    },
    (stream) => {
      stream.on("error", () => undefined);
      if (Object.keys(stream.getPeerCertificate()).length === 0) return void stream.destroy();
      onStream(stream);
    },
  );
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const close = await listenOn(place, server, { port });
  return () => {
    close();
    for (const socket of sockets) socket.destroy();
  };
}
