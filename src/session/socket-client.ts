import { randomUUID } from "node:crypto";
import type { Actor } from "../engine/index.ts";
import { type BringupError, errorView } from "../errors/index.ts";
import type { Answer, Command, EngineClient, SendOptions } from "./commands.ts";
import { type Access, type EngineEvent, PROTOCOL_VERSION, type Snapshot } from "./contract.ts";
import type { SliceChange } from "./hub.ts";
import { type NodeRows, unshortened } from "./node-rows.ts";
import { createOutbox } from "./outbox.ts";
import { hasDied, type Link, openLink, unreachable } from "./socket-link.ts";
import { HEARTBEAT_MS, PROTOCOL } from "./wire.ts";

export interface ConnectOptions {
  readonly socketPath: string;
  readonly actor: Actor;
  /** Gives up the first connection; a client that is connected is ended by `close`. */
  readonly signal?: AbortSignal;
  readonly heartbeatMs?: number;
  /** First wait before connecting again, milliseconds; doubles up to 2 s. */
  readonly retryMs?: number;
  /**
   * Called before each further attempt while the agent is dead: its socket is there, nobody listens.
   * One that was stopped in good order takes its socket away, and is not called for.
   */
  readonly onDied?: () => void;
  /** How long commands wait for an agent that is away, milliseconds. */
  readonly patienceMs?: number;
}

const LONGEST_RETRY_MS = 2000;

/**
 * Connects to the agent on a unix socket. Rejects when none answers now. Once connected it stays:
 * a lost connection shows as `engine.link` "lost" and is made again until `close`.
 */
export async function connectEngine(options: ConnectOptions): Promise<EngineClient> {
  const { signal } = options;
  signal?.throwIfAborted();
  const first = Promise.withResolvers<void>();
  const client = createSocketClient(options, first);
  const onAbort = () => first.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await first.promise;
    return client;
  } catch (thrown) {
    await client.close();
    throw thrown;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

function createSocketClient(
  options: ConnectOptions,
  first: PromiseWithResolvers<void>,
): EngineClient {
  const { socketPath, actor, heartbeatMs = HEARTBEAT_MS, retryMs = 250 } = options;
  const hello = {
    type: "hello",
    protocol: PROTOCOL,
    version: PROTOCOL_VERSION,
    clientId: randomUUID(),
    actor,
    rows: true,
  } as const;
  const listeners = new Set<(event: EngineEvent) => void>();
  const outbox = createOutbox({ patienceMs: options.patienceMs ?? 15_000 });
  let snapshot: Snapshot | undefined;
  let link: Link | undefined;
  let retry: NodeJS.Timeout | undefined;
  let epoch = "";
  let access: Access = "view";
  let wireSeq = 0;
  let shownSeq = 0;
  let waitMs = retryMs;
  let isClosed = false;

  function emit(change: SliceChange): void {
    shownSeq += 1;
    const event = { ...change, seq: shownSeq } as EngineEvent;
    for (const listener of [...listeners]) listener(event);
  }

  function replace(next: Snapshot) {
    const isFirst = snapshot === undefined;
    snapshot = next;
    waitMs = retryMs;
    outbox.connected(epoch, (message) => link?.send(message));
    if (isFirst) return first.resolve();
    for (const [slice, value] of Object.entries(next)) emit({ slice, value } as SliceChange);
  }

  function change(seq: number, told: SliceChange, rows: NodeRows | undefined) {
    if (snapshot === undefined) return;
    if (seq !== wireSeq + 1) return link?.send({ type: "sync" });
    wireSeq = seq;
    const next = unshortened(told, rows, snapshot);
    snapshot = { ...snapshot, [next.slice]: next.value };
    emit(next);
  }

  function lost(why: BringupError) {
    link = undefined;
    outbox.lost();
    if (snapshot === undefined) return first.reject(why);
    if (isClosed) return;
    if (hasDied(why)) options.onDied?.();
    if (snapshot.engine.link === "connected") {
      const engine = { ...snapshot.engine, link: "lost" } as const;
      snapshot = { ...snapshot, engine };
      emit({ slice: "engine", value: engine });
    }
    // An agent of another version will not become ours by asking again soon; a restarted one may.
    const soonest = why.code === "PROTOCOL_MISMATCH" ? LONGEST_RETRY_MS : waitMs;
    retry = setTimeout(open, soonest);
    waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS);
  }

  function open(): void {
    link = openLink({
      socketPath,
      hello,
      heartbeatMs,
      onClosed: lost,
      onMessage(message) {
        if (message.type === "hello") ({ epoch, access } = message);
        if (message.type === "answer") outbox.answered(message.id, message.answer);
        if (message.type === "event") {
          const { slice, value, rows, seq } = message;
          change(seq, { slice, value } as SliceChange, rows);
        }
        if (message.type !== "snapshot") return;
        wireSeq = message.seq;
        replace(message.snapshot);
      },
    });
  }

  async function send(command: Command, given: SendOptions = {}): Promise<Answer> {
    given.signal?.throwIfAborted();
    if (isClosed) return { is: "refused", error: errorView(unreachable("this console is closed")) };
    return outbox.send(command, given);
  }

  open();
  return {
    get access() {
      return access;
    },
    snapshot() {
      if (snapshot === undefined) throw unreachable("not connected yet");
      return snapshot;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearTimeout(retry);
      listeners.clear();
      link?.close();
      outbox.close();
    },
  };
}
