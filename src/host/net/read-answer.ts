import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { HttpOutcome, HttpProxy } from "../../engine/index.ts";
import { httpFailure, proxyFailure } from "./http-failure.ts";
import { isProxysOwn, refusalOf } from "./proxy-answer.ts";

interface AnswerOptions {
  readonly url: URL;
  readonly maxBytes: number;
  readonly proxy: HttpProxy | undefined;
}

type AnswerStream = Readable & { readonly response?: IncomingMessage };

/** The outcome of a request under way, whatever happens to it. */
export async function readAnswer(
  stream: AnswerStream,
  { url, maxBytes, proxy }: AnswerOptions,
): Promise<HttpOutcome> {
  const startedMs = performance.now();
  const parts: Uint8Array[] = [];
  let size = 0;
  const { promise, resolve } = Promise.withResolvers<HttpOutcome>();
  stream.on("data", (chunk: Uint8Array) => {
    size += chunk.byteLength;
    parts.push(chunk);
    if (size > maxBytes)
      resolve({ is: "failed", at: "too-large", why: `the answer has more than ${maxBytes} bytes` });
  });
  stream.once("error", (thrown: unknown) => resolve(httpFailure(thrown, url, proxy?.url)));
  stream.once("end", () => {
    const { response } = stream;
    if (response === undefined) return;
    const tookMs = Math.round(performance.now() - startedMs);
    const body = new Uint8Array(Buffer.concat(parts));
    resolve(proxysOwn(response, url, proxy) ?? answered(response, body, tookMs));
  });
  return promise;
}

/** A plain request through a proxy is answered by the proxy when it does not like it. */
function proxysOwn(
  { statusCode = 0, rawHeaders }: IncomingMessage,
  url: URL,
  proxy: HttpProxy | undefined,
): HttpOutcome | undefined {
  if (proxy === undefined || url.protocol === "https:") return undefined;
  const headers = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? ""] as const] : [],
  );
  const head = { status: statusCode, headers };
  return isProxysOwn(head) ? proxyFailure(proxy.url, refusalOf(head)) : undefined;
}

function answered(
  { statusCode = 0, headers }: IncomingMessage,
  body: Uint8Array,
  tookMs: number,
): HttpOutcome {
  return { is: "answered", status: statusCode, headers: headersOf(headers), body, tookMs };
}

/** Repeated ones joined. */
export function headersOf(headers: IncomingMessage["headers"]): Readonly<Record<string, string>> {
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return Object.fromEntries(plain);
}
