import type { Socket } from "node:net";
import { asBringupError, BringupError, errorView } from "../errors/index.ts";
import { readClientMessage } from "./client-message.ts";
import type { CommandDesk } from "./command-desk.ts";
import type { Command } from "./commands.ts";
import { type Access, PROTOCOL_VERSION, type SliceName } from "./contract.ts";
import { watchHeartbeat } from "./heartbeat.ts";
import type { EngineHub, SliceChange } from "./hub.ts";
import { createNodeRows } from "./node-rows.ts";
import {
  type ClientMessage,
  createLineReader,
  encode,
  mismatch,
  PROTOCOL,
  requireSameProtocol,
  type ServerMessage,
} from "./wire.ts";

export interface ConnectionParts {
  readonly hub: Pick<EngineHub, "snapshot" | "watch" | "attached" | "detached">;
  readonly desk: CommandDesk;
  readonly epoch: string;
  readonly access: Access;
  readonly heartbeatMs: number;
}

type Hello = Extract<ClientMessage, { type: "hello" }>;

/** A client that asks and asks and never reads the answers is let go. */
const LARGEST_BACKLOG_BYTES = 64 * 1024 * 1024;

/** What a console that may only look can still ask for. */
const VIEW_COMMANDS: ReadonlySet<Command["do"]> = new Set([
  "list-runs",
  "show-run",
  "audit",
  "verify-audit",
  "activity",
  "look-at-stores",
  "list-snapshots",
  "list-content",
]);

/** Speaks with one client until it leaves, dies or talks nonsense. */
export function serveConnection(socket: Socket, parts: ConnectionParts): void {
  const { hub, desk, access } = parts;
  const running = new Map<number, AbortController>();
  const feed = createFeed(socket, parts.hub);
  let client: Hello | undefined;

  const send = (message: ServerMessage) => {
    if (!socket.writable) return;
    socket.write(encode(message));
    if (socket.writableLength > LARGEST_BACKLOG_BYTES) socket.destroy();
  };
  const heartbeat = watchHeartbeat({
    everyMs: parts.heartbeatMs,
    beat: () => {
      if (!socket.writableNeedDrain) send({ type: "ping" });
    },
    onSilence: () => socket.destroy(),
  });

  function welcome(hello: Hello): void {
    requireSameProtocol(hello);
    if (client !== undefined) throw mismatch("a second hello");
    client = hello;
    hub.attached(hello.clientId, hello.actor);
    const { epoch } = parts;
    send({ type: "hello", protocol: PROTOCOL, version: PROTOCOL_VERSION, epoch, access });
    feed.start(hello);
  }

  async function carryOut(
    { id, key, command }: Extract<ClientMessage, { type: "command" }>,
    { clientId, actor }: Hello,
  ): Promise<void> {
    if (access === "view" && !VIEW_COMMANDS.has(command.do)) {
      return send({ type: "answer", id, answer: { is: "refused", error: VIEW_ONLY } });
    }
    const controller = new AbortController();
    running.set(id, controller);
    const { signal } = controller;
    const answer = await desk.handle(command, key, { clientId, actor, signal });
    running.delete(id);
    if (!signal.aborted) send({ type: "answer", id, answer });
  }

  function handle(message: ClientMessage) {
    if (message.type === "hello") return welcome(message);
    if (client === undefined) throw mismatch("a message before hello");
    if (message.type === "command") void carryOut(message, client);
    if (message.type === "abort") running.get(message.id)?.abort();
    if (message.type === "sync") feed.restart();
  }

  const read = createLineReader((raw) => {
    if (!socket.destroyed) handle(readClientMessage(raw));
  });
  socket.on("data", (chunk: Buffer) => {
    heartbeat.heard();
    try {
      read(chunk);
    } catch (thrown) {
      send({ type: "bye", error: errorView(asBringupError(thrown)) });
      socket.destroySoon();
      socket.removeAllListeners("data").resume();
    }
  });
  socket.on("error", () => socket.destroy());
  socket.once("close", () => {
    heartbeat.stop();
    feed.stop();
    if (client !== undefined) hub.detached(client.clientId);
  });
}

const VIEW_ONLY = errorView(new BringupError("VIEW_ONLY", "this console only looks"));

/**
 * Snapshot and events to one client. While it does not read, only the names of changed slices are
 * kept; once it reads again each is sent once, with its value of then. Memory stays bounded.
 */
function createFeed(socket: Socket, hub: ConnectionParts["hub"]) {
  const dirty = new Set<SliceName>();
  const nodes = createNodeRows();
  let takesRows = false;
  let seq = 0;
  let unwatch: (() => void) | undefined;

  const write = (message: ServerMessage) => socket.write(encode(message));

  function onChange(change: SliceChange): void {
    if (!socket.writable) return;
    if (socket.writableNeedDrain) return void dirty.add(change.slice);
    seq += 1;
    write({ type: "event", seq, ...(takesRows ? nodes.shorten(change) : change) });
  }

  function flush(): void {
    const snapshot = hub.snapshot();
    for (const slice of [...dirty]) {
      if (socket.writableNeedDrain) return;
      dirty.delete(slice);
      onChange({ slice, value: snapshot[slice] } as SliceChange);
    }
  }

  function sendSnapshot(): void {
    dirty.clear();
    const snapshot = hub.snapshot();
    nodes.restart(snapshot);
    write({ type: "snapshot", seq, snapshot });
  }

  return {
    start({ rows }: Hello) {
      takesRows = rows === true;
      unwatch = hub.watch(onChange);
      socket.on("drain", flush);
      sendSnapshot();
    },
    restart: sendSnapshot,
    stop() {
      unwatch?.();
      socket.off("drain", flush);
    },
  };
}
