import { readFileSync } from "node:fs";
import type http from "node:http";
import type https from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { HostUnderTest } from "./host.ts";

export const pem = (name: string) =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

interface Listening {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
}

/** On loopback until the test ends, at a port the host reaches. */
export async function listen(
  t: TestContext,
  server: http.Server | https.Server | Server,
  { expose }: HostUnderTest,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await expose(port);
  return { port, sockets };
}

/** Takes connections, reads, and never answers. */
export function silentServer(): Server {
  return createServer((socket) => socket.on("error", () => undefined).resume());
}
