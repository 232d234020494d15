import type { ClientHttp2Session } from "node:http2";
import type { Duplex } from "node:stream";
import type { HostView, HttpTls } from "../engine/index.ts";
import { type CallAnswer, callOnce, closedBy } from "./grpc-call.ts";
import type { EtcdSilence } from "./sight.ts";

/** A connection to one member that carries any number of calls. */
export interface GrpcSession {
  readonly isClosed: boolean;
  call(method: string, limit: AbortSignal): Promise<CallAnswer>;
  close(): void;
}

interface Opening {
  readonly tls: HttpTls | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const PORT = 2379;

/** To `https://host:port`, or `http://` without TLS. */
export async function openSession(
  host: HostView,
  url: string,
  { tls, ...patience }: Opening,
): Promise<GrpcSession | EtcdSilence> {
  const parsed = URL.parse(url);
  const { protocol = "", hostname = "", port = "" } = parsed ?? {};
  if (!/^https?:$/.test(protocol) || hostname === "")
    return { is: "silent", why: "its address is no URL of HTTP" };
  const target = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || PORT) };
  const secure = protocol === "https:" ? { tls: { ...tls, protocols: ["h2"] } } : {};
  const outcome = await host.openStream({ target, ...secure, ...patience });
  if (outcome.is === "failed") return { is: "silent", why: outcome.why };
  return sessionOn(outcome.stream, url);
}

/** Loaded when it is used first: consoles import this module and never ask anybody. */
async function sessionOn(stream: Duplex, url: string): Promise<GrpcSession | EtcdSilence> {
  const { connect } = await import("node:http2");
  if (stream.destroyed) return { is: "silent", why: "the connection was closed" };
  const session: ClientHttp2Session = connect(url, {
    createConnection: () => stream,
    ...{
      maxSessionMemory: 4,
      maxHeaderListPairs: 64,
      maxSettings: 32,
      maxReservedRemoteStreams: 0,
    },
    settings: { enablePush: false, maxHeaderListSize: 16_384 },
  });
  let ended: string | undefined;
  session.on("error", (error: Error) => {
    ended = closedBy(error);
  });
  return {
    get isClosed() {
      return session.closed || session.destroyed || stream.destroyed;
    },
    async call(method, limit) {
      const answer = await callOnce(session, method, limit);
      // A stream only tells that it ended; the connection below it, why.
      return answer.is === "silent" && ended !== undefined ? { is: "silent", why: ended } : answer;
    },
    close() {
      session.destroy();
      stream.destroy();
    },
  };
}
