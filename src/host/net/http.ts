import type { HttpOutcome, HttpRequest, HttpTls } from "../../engine/index.ts";
import { httpFailure } from "./http-failure.ts";
import type { Route } from "./route.ts";

export type HttpCall = HttpRequest & {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: string | Uint8Array;
};

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_BYTES = 1024 ** 2;

/**
 * One attempt, nothing kept alive afterwards. The deadline is our own: got's timers do not fire
 * while a proxy stalls (`ClientRequest.destroy` before a socket is there emits nothing).
 */
export async function callHttp(call: HttpCall, route: Route): Promise<HttpOutcome> {
  if (call.signal?.aborted) return { is: "failed", at: "cancelled", why: "cancelled" };
  const url = parseUrl(call.url);
  if (url === undefined) return { is: "failed", at: "protocol", why: "not an http(s) address" };
  // Loaded when first needed: neither belongs to the start of the program.
  const [{ default: got }, { onceAgents }] = await Promise.all([
    import("got"),
    import("./once-agents.ts"),
  ]);
  const agents = onceAgents(route);
  const startedMs = performance.now();
  const stop = new AbortController();
  const stream = got.stream(url, {
    method: call.method,
    headers: { "user-agent": "bringup", ...call.headers },
    agent: { http: agents.http, https: agents.https },
    https: tlsOptions(call.tls),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    decompress: false,
    signal: stop.signal,
    ...(call.method === "GET" ? {} : { body: call.body ?? "" }),
  });
  const answer = new Promise<HttpOutcome>((resolve) => {
    const parts: Uint8Array[] = [];
    const limit = call.maxBytes ?? DEFAULT_BYTES;
    let size = 0;
    stream.on("data", (chunk: Uint8Array) => {
      size += chunk.byteLength;
      parts.push(chunk);
      if (size > limit)
        resolve({ is: "failed", at: "too-large", why: `the answer has more than ${limit} bytes` });
    });
    stream.once("error", (thrown: unknown) => resolve(httpFailure(thrown, url)));
    stream.once("end", () => {
      const response = stream.response;
      if (response === undefined) return;
      resolve({
        is: "answered",
        status: response.statusCode,
        headers: plainHeaders(response.headers),
        body: new Uint8Array(Buffer.concat(parts)),
        tookMs: Math.round(performance.now() - startedMs),
      });
    });
  });
  const limit = limitOf(call, url);
  try {
    return await Promise.race([answer, limit.reached]);
  } finally {
    limit.dispose();
    // What a destroyed stream still has to say is of no interest, and must not end the program.
    stream.on("error", () => undefined);
    stop.abort();
    stream.destroy();
    agents.destroy();
  }
}

function limitOf(call: HttpCall, url: URL) {
  const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { promise: reached, resolve } = Promise.withResolvers<HttpOutcome>();
  const timer = setTimeout(() => {
    const why = `no complete answer from ${url.host} within ${timeoutMs / 1000} s`;
    resolve({ is: "failed", at: "timeout", why });
  }, timeoutMs);
  const onAbort = () => resolve({ is: "failed", at: "cancelled", why: "cancelled" });
  call.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    reached,
    dispose() {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", onAbort);
    },
  };
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function tlsOptions(tls: HttpTls = {}) {
  return {
    rejectUnauthorized: tls.acceptAny !== true,
    ...(tls.ca === undefined ? {} : { certificateAuthority: tls.ca }),
    ...(tls.cert === undefined ? {} : { certificate: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  };
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
