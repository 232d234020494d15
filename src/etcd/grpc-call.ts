import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
} from "node:http2";
import { sanitize } from "../text/index.ts";
import type { EtcdSilence } from "./sight.ts";

/** The message that one call was answered with. */
export type CallAnswer =
  | { readonly is: "answer"; readonly message: Uint8Array; readonly tookMs: number }
  | EtcdSilence;

/** A list of 1000 members is 150 KB; pieces are as large as a frame, 16 KiB, where they can be. */
const MOST_BYTES = 512 * 1024;
const MOST_PIECES = 4096;
/** Not compressed, and nothing in it: the one request that is ever sent. */
const EMPTY_MESSAGE = Buffer.alloc(5);
const PREFIX_BYTES = 5;
const CANCEL = 8;

/** One call of gRPC with one answer, ended by the signal at the latest. Never throws. */
export function callOnce(
  session: ClientHttp2Session,
  method: string,
  limit: AbortSignal,
): Promise<CallAnswer> {
  const { promise, resolve } = Promise.withResolvers<CallAnswer>();
  const startedMs = performance.now();
  const stream = startStream(session, method);
  if (stream === undefined) return Promise.resolve(silent("the connection was closed"));
  const heard: Heard = { pieces: [], bytes: 0, headers: {} };
  const end = (answer: CallAnswer) => {
    limit.removeEventListener("abort", onLate);
    resolve(answer);
    if (!stream.closed) stream.close(CANCEL);
  };
  const onLate = () => end(silent("no answer in time"));
  limit.addEventListener("abort", onLate, { once: true });
  if (limit.aborted) onLate();
  stream.on("response", (headers) => Object.assign(heard.headers, headers));
  stream.on("trailers", (headers) => Object.assign(heard.headers, headers));
  stream.on("data", (piece: Buffer) => {
    heard.bytes += piece.byteLength;
    heard.pieces.push(piece);
    if (heard.bytes > MOST_BYTES || heard.pieces.length > MOST_PIECES)
      end(silent("its answer is too long"));
  });
  stream.on("error", (error) => end(silent(closedBy(error))));
  stream.on("close", () => end(answerIn(heard, performance.now() - startedMs)));
  stream.end(EMPTY_MESSAGE);
  return promise;
}

/** In words: why a connection or a stream ended. */
export function closedBy(error: Error): string {
  const code = "code" in error ? String(error.code) : "";
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/.test(code))
    return `it refuses the client certificate (${code.replace(/^ERR_SSL_/, "")})`;
  return `the connection was closed: ${sanitize(code || error.message).slice(0, 200)}`;
}

interface Heard {
  readonly pieces: Buffer[];
  bytes: number;
  /** Of the head and the trailers: where there is no message, both are one. */
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
}

function startStream(session: ClientHttp2Session, method: string): ClientHttp2Stream | undefined {
  try {
    return session.request({
      ...{ ":method": "POST", ":path": method, te: "trailers" },
      "content-type": "application/grpc",
    });
  } catch {
    return undefined;
  }
}

function answerIn({ pieces, headers }: Heard, tookMs: number): CallAnswer {
  const { ":status": status, "grpc-status": code, "grpc-message": message } = headers;
  if (status === undefined) return silent("the connection was closed");
  if (status !== 200) return silent(`it does not speak gRPC: HTTP ${status}`);
  if (code !== "0") return silent(refusalText(code, message));
  const body = Buffer.concat(pieces);
  const isOne =
    body.length >= PREFIX_BYTES &&
    body[0] === 0 &&
    body.readUInt32BE(1) === body.length - PREFIX_BYTES;
  if (!isOne) return silent("its answer is no single message");
  return { is: "answer", message: body.subarray(PREFIX_BYTES), tookMs };
}

/** The reason comes percent-encoded. */
function refusalText(code: unknown, message: unknown): string {
  if (code === undefined) return "its answer was cut off";
  const given = typeof message === "string" ? message.slice(0, 600) : "";
  const text = sanitize(decoded(given)).slice(0, 200);
  const number = sanitize(String(code)).slice(0, 20);
  return text === "" ? `gRPC status ${number}` : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function silent(why: string): EtcdSilence {
  return { is: "silent", why };
}
