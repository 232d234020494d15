import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { redact } from "../../secrets/index.ts";
import type { Admission } from "./admission.ts";
import type { PlaneContext } from "./context.ts";
import type { ProofCheck } from "./proof.ts";
import { callerOf, createRateLimit } from "./rate.ts";
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
  /** Certificate chain and key, PEM; plain HTTP without. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Connections at once; a quarter of them from one address. */
  readonly maxConnections: number;
  /** Of hosts; people are let in whatever hosts ask. */
  admit(): Admission;
}

/** Slow or silent callers are cut off; whatever is sent, the answer is a problem, never a crash. */
export function createListener(options: ListenerOptions): Server | TlsServer {
  const { context, closing, perSecond, slowCallerMs, tls } = options;
  const allowed = createRateLimit({ perSecond, burst: perSecond * 4 });
  const limits = {
    headersTimeout: slowCallerMs,
    requestTimeout: 3 * slowCallerMs,
    keepAliveTimeout: 5_000,
    // Node looks only this often whether somebody is too slow.
    connectionsCheckingInterval: slowCallerMs / 2,
  };
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing]);
    void answer(incoming, { options, allowed, signal })
      .catch((thrown: unknown) => failed(incoming, thrown, context))
      .then((reply) => write(outgoing, reply, context));
  };
  const server =
    tls === undefined
      ? createServer(limits, onRequest)
      : createTlsServer(
          { ...limits, ...tls, minVersion: "TLSv1.2", handshakeTimeout: slowCallerMs },
          onRequest,
        );
  server.maxConnections = options.maxConnections;
  server.maxHeadersCount = 64;
  limitByAddress(server, Math.max(16, options.maxConnections / 4));
  server.on("clientError", (_thrown, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    else socket.destroy();
  });
  return server;
}

/** One caller cannot take all the connections there are. */
function limitByAddress(server: Server | TlsServer, most: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const caller = callerOf(plainAddress(socket.remoteAddress));
    const count = (open.get(caller) ?? 0) + 1;
    open.set(caller, count);
    socket.once("close", () => {
      const left = (open.get(caller) ?? 1) - 1;
      if (left > 0) open.set(caller, left);
      else open.delete(caller);
    });
    if (count > most) socket.destroy();
  });
}

interface Handling {
  readonly options: ListenerOptions;
  allowed(address: string): boolean;
  readonly signal: AbortSignal;
}

async function answer(incoming: IncomingMessage, handling: Handling): Promise<Reply> {
  const { context, admit } = handling.options;
  const address = plainAddress(incoming.socket.remoteAddress);
  if (!handling.allowed(callerOf(address))) return busy();
  const url = addressed(incoming.url ?? "");
  if (url === null) return problem(400, { code: "bad-request", title: "No such address." });
  const found = findRoute(incoming.method ?? "", url.pathname);
  if (found.is === "none") return found.reply;
  const { route, params } = found;
  const refused = (reply: Reply) => {
    context.emit({ is: "request-refused", path: route.path, code: codeIn(reply) });
    return reply;
  };
  if (isOfHosts(route)) {
    const admission = admit();
    if (admission.is === "later") return refused(overloaded(admission.retryAfterSec));
  }
  const body = await bodyOf(incoming);
  if (body.is === "too-large") return refused(tooLarge());
  if (body.is === "broken-off") return brokenOff();
  const wrongType = contentProblem(route, incoming.headers["content-type"]);
  if (wrongType !== undefined) return refused(wrongType);
  const text = utf8(body.bytes);
  if (text === undefined) {
    return refused(problem(400, { code: "body-not-utf8", title: "Not UTF-8." }));
  }
  const request: PlaneRequest = {
    method: incoming.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    params,
    headers: headersOf(incoming),
    body: text,
    address,
    signal: handling.signal,
  };
  const reply = await runRoute(route, request, handling.options);
  return reply.status >= 400 ? refused(reply) : reply;
}

/** `//host/path` would name another host. */
function addressed(given: string): URL | null {
  return given.startsWith("//") ? null : URL.parse(given, "http://plane.invalid");
}

function isOfHosts({ auth }: Route): boolean {
  return auth === "proof" || auth === "host" || auth === "signed-host";
}

/** An IPv4 address as such, also where the socket speaks IPv6. */
function plainAddress(address = ""): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
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
    "x-plane-instance": context.memory.instance,
    ...(reply.body === undefined ? {} : { "content-length": Buffer.byteLength(reply.body) }),
    ...reply.headers,
  });
  outgoing.end(reply.body);
}

/** Named by its route alone: what a caller wrote into the address may be a secret. */
function failed(incoming: IncomingMessage, thrown: unknown, context: PlaneContext): Reply {
  const why = redact(thrown instanceof Error ? thrown.message : String(thrown));
  const url = addressed(incoming.url ?? "");
  const found = findRoute(incoming.method ?? "", url?.pathname ?? "");
  const path = found.is === "route" ? found.route.path : "elsewhere";
  context.emit({ is: "request-failed", path, why });
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

function overloaded(retryAfterSec: number): Reply {
  return problem(503, {
    code: "plane-busy",
    title: "More hosts ask than the plane takes on at once.",
    headers: { "retry-after": String(retryAfterSec) },
  });
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
