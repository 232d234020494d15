import { createServer, type Socket } from "node:net";
import { converse, type Speaker } from "../../dqlite/index.ts";

export type DoorState =
  | "answers"
  /** Connections are taken, and what is asked waits: of a program that hangs, or a cable that is out. */
  | "silent"
  /** Nobody listens. */
  | "refuses";

/** One that hangs goes on being asked: connections that nobody uses any more are let go. */
const MOST_WAITING = 16;

/** Where one member of the practice site is asked: a port of loopback that the system chose. */
export interface Door {
  readonly port: number;
  set(state: DoorState): Promise<void>;
  close(): Promise<void>;
}

export async function openDoor(speaker: Speaker): Promise<Door> {
  const sockets = new Set<Socket>();
  let state: DoorState = "refuses";
  let port = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    const [oldest] = sockets;
    if (sockets.size > MOST_WAITING) oldest?.destroy();
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    converse(socket, speaker);
    if (state === "silent") socket.pause();
  });

  async function listen(): Promise<void> {
    // It comes back where it was, unless somebody took the port meanwhile.
    await listenAt(port).catch(() => listenAt(0));
    const address = server.address();
    if (address !== null && typeof address === "object") port = address.port;
  }

  function listenAt(wanted: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  }

  async function hangUp(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }

  async function set(next: DoorState): Promise<void> {
    state = next;
    if (next === "refuses") return hangUp();
    if (!server.listening) await listen();
    for (const socket of sockets) {
      if (next === "silent") socket.pause();
      else socket.resume();
    }
  }

  await set("answers");
  return {
    get port() {
      return port;
    },
    set,
    close: hangUp,
  };
}
