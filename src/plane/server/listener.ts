import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { PlaneContext } from "./context.ts";
import type { ProofCheck } from "./proof.ts";
import { createRateLimit } from "./rate.ts";
import { type PlaneRequest, problem, type Reply } from "./reply.ts";
import { matchRoute, type Route, runRoute } from "./route.ts";
import { ROUTES } from "./routes.ts";
import { MAX_BODY_BYTES } from "./well-known.ts";

export interface ListenerOptions {
  readonly context: PlaneContext;
  readonly checkProof: ProofCheck;
  /** Requests a second one address may send for long. */
  readonly perSecond: number;
  /** Headers must be here by then, bodies in three times as much. */
  readonly slowCallerMs: number;
  readonly closing: AbortSignal;
}

/** Slow or silent callers are cut off; whatever is sent, the answer is a problem, never a crash. */
export function createListener(options: ListenerOptions): Server {
  const { context, closing, perSecond, slowCallerMs } = options;
  const allowed = createRateLimit({ perSecond, burst: perSecond * 4 });
  const server = createServer(
    {
      headersTimeout: slowCallerMs,
      requestTimeout: 3 * slowCallerMs,
      keepAliveTimeout: 5_000,
      // Node looks only this often whether somebody is too slow.
      connectionsCheckingInterval: slowCallerMs / 2,
    },
    (incoming, outgoing) => {
      const gone = new AbortController();
      outgoing.once("close", () => gone.abort());
      const signal = AbortSignal.any([gone.signal, closing]);
      void answer(incoming, { options, allowed, signal })
        .catch((thrown: unknown) => failed(incoming, thrown, context))
        .then((reply) => write(outgoing, reply, context));
    },
  );
  server.maxConnections = 512;
  server.maxHeadersCount = 64;
  server.on("clientError", (_thrown, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    else socket.destroy();
  });
  return server;
}

interface Handling {
  readonly options: ListenerOptions;
  allowed(address: string): boolean;
  readonly signal: AbortSignal;
}

async function answer(incoming: IncomingMessage, handling: Handling): Promise<Reply> {
  const { context } = handling.options;
  const address = incoming.socket.remoteAddress ?? "";
  if (!handling.allowed(address)) return busy();
  const url = URL.parse(incoming.url ?? "", "http://plane.invalid");
  if (url === null) return problem(400, { code: "bad-request", title: "No such address." });
  const body = await bodyOf(incoming);
  if (body.is === "too-large") return tooLarge();
  if (body.is === "broken-off") return brokenOff();
  const found = findRoute(incoming.method ?? "", url.pathname);
  if (found.is === "none") return found.reply;
  const wrongType = contentProblem(found.route, incoming.headers["content-type"]);
  if (wrongType !== undefined) return wrongType;
  const text = utf8(body.bytes);
  if (text === undefined) return problem(400, { code: "body-not-utf8", title: "Not UTF-8." });
  const request: PlaneRequest = {
    method: incoming.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    params: found.params,
    headers: headersOf(incoming),
    body: text,
    address,
    signal: handling.signal,
  };
  const reply = await runRoute(found.route, request, handling.options);
  if (reply.status >= 400)
    context.emit({ is: "request-refused", path: url.pathname, code: codeIn(reply) });
  return reply;
}

type Found =
  | { readonly is: "route"; readonly route: Route; readonly params: Record<string, string> }
  | { readonly is: "none"; readonly reply: Reply };

function findRoute(method: string, path: string): Found {
  const allowed: string[] = [];
  for (const route of ROUTES) {
    const params = matchRoute(route, path);
    if (params === undefined) continue;
    if (route.method === method) return { is: "route", route, params };
    allowed.push(route.method);
  }
  if (path === "/" && method === "GET") {
    return { is: "none", reply: { status: 303, headers: { location: "/a" } } };
  }
  if (allowed.length === 0) {
    return { is: "none", reply: problem(404, { code: "not-found", title: "No such address." }) };
  }
  const headers = { allow: allowed.join(", ") };
  const reply = problem(405, { code: "method-not-allowed", title: "Not this method.", headers });
  return { is: "none", reply };
}

function contentProblem(route: Route, given: string | undefined): Reply | undefined {
  if (route.accepts === undefined) return undefined;
  const wanted =
    route.accepts === "json" ? "application/json" : "application/x-www-form-urlencoded";
  if (given?.split(";")[0]?.trim().toLowerCase() === wanted) return undefined;
  return problem(415, { code: "content-type", title: `The body must be ${wanted}.` });
}

type Body =
  | { readonly is: "whole"; readonly bytes: Buffer }
  | { readonly is: "too-large" }
  /** The caller went away; nobody will read the answer. */
  | { readonly is: "broken-off" };

/** What is too large is read past, so that the caller hears the answer. */
function bodyOf(incoming: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve({ is: "too-large" });
    });
    incoming.once("end", () => resolve({ is: "whole", bytes: Buffer.concat(chunks) }));
    incoming.once("error", () => resolve({ is: "broken-off" }));
  });
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function write(outgoing: ServerResponse, reply: Reply, context: PlaneContext): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(reply.status, {
    "cache-control": "no-store",
    date: new Date(context.clock.nowMs()).toUTCString(),
    "x-plane-instance": context.instance,
    ...(reply.body === undefined ? {} : { "content-length": Buffer.byteLength(reply.body) }),
    ...reply.headers,
  });
  outgoing.end(reply.body);
}

function failed(incoming: IncomingMessage, thrown: unknown, context: PlaneContext): Reply {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  context.emit({ is: "request-failed", path: incoming.url ?? "", why });
  return problem(500, { code: "internal", title: "The plane could not do that." });
}

function codeIn(reply: Reply): string {
  const found = reply.body?.match(/"code":"([\w-]+)"/);
  return found?.[1] ?? String(reply.status);
}

function tooLarge(): Reply {
  return problem(413, {
    code: "body-too-large",
    title: `At most ${MAX_BODY_BYTES} bytes.`,
    headers: { connection: "close" },
  });
}

function brokenOff(): Reply {
  return problem(400, { code: "body-broken-off", title: "The request was not sent whole." });
}

function busy(): Reply {
  return problem(429, {
    code: "too-many-requests",
    title: "Too many requests from this address.",
    headers: { "retry-after": "2" },
  });
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
