import { randomUUID } from "node:crypto";
import { createServer, type Socket } from "node:net";
import type { Actor } from "../engine/index.ts";
import { createCommandDesk } from "./command-desk.ts";
import type { Access } from "./contract.ts";
import type { EngineHub } from "./hub.ts";
import { serveConnection } from "./socket-connection.ts";
import { listenOn } from "./socket-file.ts";
import { HEARTBEAT_MS } from "./wire.ts";

export interface ServeOptions {
  readonly hub: EngineHub;
  readonly socketPath: string;
  /** Permission bits of the socket; 0o600 unless told. */
  readonly mode?: number;
  /** `view`: sees everything, changes nothing. `control` unless told. */
  readonly access?: Access;
  readonly heartbeatMs?: number;
}

export interface EngineServer {
  /** Says good-bye to every client and removes the socket. */
  close(): Promise<void>;
}

/** Offers an engine on a unix socket to any number of consoles. None of them can hold it up. */
export async function serveEngine(options: ServeOptions): Promise<EngineServer> {
  const { hub, socketPath, mode = 0o600, access = "control" } = options;
  const sockets = new Set<Socket>();
  const shared = {
    hub: {
      snapshot: () => hub.snapshot(),
      watch: (listener: Parameters<EngineHub["watch"]>[0]) => hub.watch(listener),
      ...createPresence(hub),
    },
    desk: createCommandDesk(hub),
    epoch: randomUUID(),
    access,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serveConnection(socket, shared);
  });
  const file = await listenOn(server, socketPath, mode);
  return {
    async close() {
      await file.remove();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) leave(socket);
      await closed;
    },
  };
}

/** How long a client may take to read the last lines, milliseconds. */
const FAREWELL_MS = 500;

function leave(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), FAREWELL_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.destroySoon();
}

/** One client may have two connections for a moment, when it is back before the old one is missed. */
function createPresence(hub: EngineHub) {
  const connections = new Map<string, number>();
  return {
    attached(clientId: string, actor: Actor): void {
      const before = connections.get(clientId) ?? 0;
      connections.set(clientId, before + 1);
      if (before === 0) hub.attached(clientId, actor);
    },
    detached(clientId: string): void {
      const left = (connections.get(clientId) ?? 1) - 1;
      if (left > 0) return void connections.set(clientId, left);
      connections.delete(clientId);
      hub.detached(clientId);
    },
  };
}
