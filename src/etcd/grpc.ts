import type { HostView, HttpTls } from "../engine/index.ts";
import { type GrpcSession, openSession } from "./grpc-session.ts";
import { type EtcdLook, TIMEOUT_MS } from "./look.ts";
import { readMessage } from "./protobuf.ts";
import { QUESTIONS, type QuestionName } from "./questions.ts";
import { type EtcdSight, type EtcdSilence, type Heard, sightOver } from "./sight.ts";

/** Asks members of one etcd, and keeps one warm connection to each. */
export interface EtcdClient {
  /** Both questions at the same time, the way there in their limit. Never throws for "down". */
  look(url: string, look: EtcdLook): Promise<EtcdSight>;
  /** Lets go of the connections to all others. */
  keep(urls: readonly string[]): void;
  close(): void;
}

/** By gRPC, which every member answers at its client URL, also where its JSON gateway is hidden. */
export function openEtcdGrpc(host: HostView, tls?: HttpTls): EtcdClient {
  const warm = new Map<string, GrpcSession>();
  let isOver = false;

  function drop(url: string): void {
    warm.get(url)?.close();
    warm.delete(url);
  }

  async function sessionTo(url: string, patience: Patience): Promise<GrpcSession | EtcdSilence> {
    const opened = await openSession(host, url, { tls, ...patience });
    if ("is" in opened) return opened;
    // Somebody else who looked at the same time may have opened one.
    drop(url);
    if (isOver) opened.close();
    else warm.set(url, opened);
    return opened;
  }

  async function lookBy(session: GrpcSession | EtcdSilence, url: string, limit: AbortSignal) {
    if ("is" in session) return { url, said: session };
    const sight = await sightOver(url, (name) => ask(session, name, limit));
    // It may hang for good, and a new connection is the only way to tell.
    if (sight.said.is === "silent") session.close();
    return sight;
  }

  return {
    async look(url, { signal, timeoutMs = TIMEOUT_MS }) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const startedMs = performance.now();
      const kept = warm.get(url);
      if (kept !== undefined && !kept.isClosed) {
        const sight = await lookBy(kept, url, limit);
        if (sight.said.is === "answer" || limit.aborted) return sight;
        // The connection had ended in the meantime: that is no word about the member itself.
      }
      // A limit of its own says what took too long; being called off would not.
      const leftMs = Math.max(1, Math.ceil(startedMs + timeoutMs - performance.now()));
      return lookBy(await sessionTo(url, { signal, timeoutMs: leftMs }), url, limit);
    },
    keep(urls) {
      for (const url of warm.keys()) if (!urls.includes(url)) drop(url);
    },
    close() {
      isOver = true;
      for (const url of warm.keys()) drop(url);
    },
  };
}

type Patience = Required<EtcdLook>;

async function ask(session: GrpcSession, name: QuestionName, limit: AbortSignal): Promise<Heard> {
  const { method, shape } = QUESTIONS[name];
  const answer = await session.call(method, limit);
  if (answer.is === "silent") return answer;
  const value = readMessage(answer.message, shape);
  if (value === undefined) return { is: "silent", why: `${name}: not an answer of etcd` };
  return { is: "answer", value, tookMs: answer.tookMs };
}
