import { Readable } from "node:stream";
import type { HttpBody, HttpGet, HttpOutcome, HttpRequest } from "../../engine/index.ts";
import { proxyFailure } from "./http-failure.ts";
import { type Route, routeTo } from "./route.ts";
import { stallOf, startWay, type Way } from "./stages.ts";

export type HttpCall = HttpGet & {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: string | Uint8Array;
  readonly upload?: HttpBody["upload"];
};

const DEFAULT_TIMEOUT_MS = 10_000;
/** Of each stage on the way: a long poll has minutes, a connection has not. */
const STAGE_MS = 10_000;

/** A request as it goes out: one attempt, no redirect followed. Whoever started it closes it. */
export async function startCall(call: HttpCall, url: URL, route: Route) {
  // Loaded when first needed: neither belongs to the start of the program.
  const [{ default: got }, { onceAgents }] = await Promise.all([
    import("got"),
    import("./once-agents.ts"),
  ]);
  const stop = new AbortController();
  const way = startWay({
    route: routeTo(call.connectTo, route),
    signal: stop.signal,
    limitMs: STAGE_MS,
  });
  const { tls, socketPath } = call;
  const proxy = socketPath === undefined ? call.proxy : undefined;
  const agents = onceAgents({ url, proxy, tls, socketPath, way });
  const limit = limitOf(call, url, way);
  const stream = got.stream(url, {
    method: call.method,
    headers: {
      "user-agent": "bringup",
      ...(call.upload && { "content-length": `${call.upload.bytes}` }),
      ...call.headers,
      ...agents.headers,
    },
    agent: { http: agents.http, https: agents.https },
    request: agents.request,
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    decompress: false,
    signal: stop.signal,
    ...(call.method === "GET" ? {} : { body: bodyOf(call) }),
  });
  return {
    stream,
    limit,
    /** The one it goes through. */
    proxy,
    close() {
      limit.dispose();
      // What a destroyed stream still has to say is of no interest, and must not end the program.
      stream.on("error", () => undefined);
      stop.abort();
      stream.destroy();
      agents.destroy();
    },
  };
}

function bodyOf({ upload, body = "" }: HttpCall) {
  return upload === undefined ? body : Readable.from(upload.open());
}

/**
 * The deadline is our own: got's timers do not fire while a proxy stalls (`ClientRequest.destroy`
 * before a socket is there emits nothing).
 */
function limitOf(call: HttpCall, url: URL, way: Way) {
  const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { promise: reached, resolve } = Promise.withResolvers<HttpOutcome>();
  const timer = setTimeout(() => {
    const trouble = way.stage && stallOf(way.stage, "ETIMEDOUT");
    if (trouble !== undefined) return resolve(proxyFailure(call.proxy?.url, trouble));
    const why = `no complete answer from ${url.host} within ${timeoutMs / 1000} s`;
    resolve({ is: "failed", at: "timeout", why });
  }, timeoutMs);
  const onAbort = () => resolve(CANCELLED);
  call.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    reached,
    dispose() {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", onAbort);
    },
  };
}

export const CANCELLED = { is: "failed", at: "cancelled", why: "cancelled" } as const;

/** Why a request cannot even be started, or where it goes. */
export function addressOf({ url, signal }: HttpRequest): URL | (HttpOutcome & { is: "failed" }) {
  if (signal?.aborted) return CANCELLED;
  const parsed = URL.parse(url);
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed;
  return { is: "failed", at: "protocol", why: "not an http(s) address" };
}
