import type { Duplex } from "node:stream";
import type { Endpoint, HostView, HttpTls } from "../engine/index.ts";
import type { Silence } from "./silence.ts";

/** How a node is reached. */
export interface Way {
  readonly target: Endpoint;
  /** Mutual TLS with the keys of the cluster; absent: plain TCP. */
  readonly tls?: HttpTls & { readonly servername?: string };
  /**
   * Path of an HTTP server that hands the connection over (`Upgrade: dqlite`), as microcluster does;
   * internal to it, so its absence is nothing but another silence.
   */
  readonly tunnel?: string;
}

export type OpenedWay =
  | {
      readonly is: "open";
      readonly stream: Duplex;
      /** What came behind the answer of the tunnel. */
      readonly early: Uint8Array;
    }
  | Silence;

interface Patience {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** No server that hands over has more to say before it does. */
const MAX_HEAD_BYTES = 16 * 1024;
const HEAD_END = "\r\n\r\n";

export async function openWay(host: HostView, way: Way, patience: Patience): Promise<OpenedWay> {
  const { target, tls, tunnel } = way;
  const outcome = await host.openStream({ target, ...(tls && { tls }), ...patience });
  if (outcome.is === "failed") return { is: "silent", code: outcome.code, why: outcome.why };
  if (tunnel === undefined) return { ...outcome, early: new Uint8Array(0) };
  const limit = AbortSignal.any([patience.signal, AbortSignal.timeout(patience.timeoutMs)]);
  return handOver(outcome.stream, { target, path: tunnel, signal: limit });
}

interface Handing {
  readonly target: Endpoint;
  readonly path: string;
  readonly signal: AbortSignal;
}

function handOver(stream: Duplex, { target, path, signal }: Handing): Promise<OpenedWay> {
  const { promise, resolve } = Promise.withResolvers<OpenedWay>();
  let head = Buffer.alloc(0);
  const end = (opened: OpenedWay) => {
    stream.off("data", onData);
    stream.off("close", onClose);
    signal.removeEventListener("abort", onLate);
    stream.pause();
    if (opened.is === "silent") stream.destroy();
    resolve(opened);
  };
  const fail = (code: string, why: string) => end({ is: "silent", code, why });
  const onClose = () => fail("ECONNRESET", "the connection was closed by the other side");
  const onLate = () => fail("ETIMEDOUT", "it does not hand the connection over");
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf(HEAD_END);
    if (at < 0 && head.byteLength > MAX_HEAD_BYTES) return fail("PROTOCOL", "an endless answer");
    if (at < 0) return;
    const said = head.subarray(0, at).toString("latin1");
    if (!isHandedOver(said)) return fail("PROTOCOL", `no tunnel: ${said.split("\r\n")[0]}`);
    end({ is: "open", stream, early: head.subarray(at + HEAD_END.length) });
  };
  stream.on("data", onData);
  stream.once("close", onClose);
  signal.addEventListener("abort", onLate, { once: true });
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${target.host}:${target.port}`,
    "Upgrade: dqlite",
    "X-Dqlite-Version: 1",
  ];
  stream.write(lines.join("\r\n") + HEAD_END);
  return promise;
}

function isHandedOver(head: string): boolean {
  return /^HTTP\/1\.[01] 101\b/.test(head) && /^upgrade:[ \t]*dqlite[ \t]*$/im.test(head);
}
