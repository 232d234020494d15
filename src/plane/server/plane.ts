import type { Server } from "node:http";
import { Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { isLoopback, parseAddress } from "../../addresses/index.ts";
import { type Clock, systemClock } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { type AdmissionRules, createAdmission } from "./admission.ts";
import { createContext, type PlaneContext } from "./context.ts";
import { createDesk, type PlaneDesk } from "./desk.ts";
import type { PlaneEvent } from "./events.ts";
import { createListener } from "./listener.ts";
import { openMemory } from "./memory.ts";
import { createProofCheck } from "./proof.ts";
import type { PlaneToken } from "./tokens.ts";

export interface PlaneOptions {
  /** Port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** What people and QR codes are given; the listening address unless told. */
  readonly publicUrl?: string | ((port: number) => string);
  /** More names and addresses under which callers know this plane, at the same port. */
  readonly alsoKnownAs?: readonly string[];
  /** Path of the database; in memory only unless told. */
  readonly database?: string;
  /** PEM; plain HTTP unless told. `authority` is what callers have to trust, if it is the plane's own. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly authority?: string };
  /**
   * Who decides on the pages: `operators`, who sign in, unless told. `nobody` signs in on a plane to
   * practise with; it must listen on loopback.
   */
  readonly signIn?: "operators" | "nobody";
  /** Tokens of the program itself, beside those operators make. */
  readonly tokens: readonly PlaneToken[];
  readonly clock?: Clock;
  /** How long a code may be approved; 15 minutes unless told. */
  readonly codeLifeMs?: number;
  /** What hosts are told; 60 unless told. */
  readonly heartbeatSec?: number;
  /** Requests a second from one address; 50 unless told, four times that in a burst. */
  readonly perSecond?: number;
  /** Requests of all hosts together; 200 a second unless told. */
  readonly admission?: AdmissionRules;
  /** Connections at once; 512 unless told. */
  readonly maxConnections?: number;
  /** Time a caller has for its headers; 10 s unless told. */
  readonly slowCallerMs?: number;
  onEvent?(event: PlaneEvent): void;
}

/** A management plane in this process: the reference of the contract. */
export interface Plane extends PlaneDesk {
  /** Where it listens: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly publicUrl: string;
  /** From the next connection on. */
  useCertificate(pair: { readonly cert: string; readonly key: string }): void;
  /** Answers what waits, writes what is left to write, and ends. */
  close(): Promise<void>;
}

export async function startPlane(options: PlaneOptions): Promise<Plane> {
  refuseUnsafe(options);
  const closing = new AbortController();
  const address = { url: "", publicUrl: "" };
  const clock = options.clock ?? systemClock;
  const memory = await openMemory(options.database);
  for (const token of options.tokens) {
    memory.change(() => memory.tokens.adopt(token, clock.nowMs()));
  }
  let origins: readonly string[] = [];
  const context = createContext({
    ...{ clock, memory, authority: options.tls?.authority },
    origins: () => origins,
    signIn: options.signIn ?? "operators",
    codeLifeMs: options.codeLifeMs ?? 15 * 60_000,
    heartbeatSec: options.heartbeatSec ?? 60,
    publicUrl: () => address.publicUrl,
    emit: (event) => options.onEvent?.(event),
  });
  const server = createListener({
    context,
    checkProof: createProofCheck({ clock, origins: () => origins }),
    perSecond: options.perSecond ?? 50,
    slowCallerMs: options.slowCallerMs ?? 10_000,
    maxConnections: options.maxConnections ?? 512,
    admit: createAdmission(options.admission ?? { perSecond: 200 }, clock),
    tls: options.tls,
    closing: closing.signal,
  });
  await listening(server, options).catch((thrown: unknown) => {
    memory.close();
    throw thrown;
  });
  address.url = urlOf(server.address(), options);
  address.publicUrl = publicUrlOf(address.url, options);
  origins = originsOf(address, options);
  memory.setPublicUrl(address.publicUrl);
  const stopHousekeeping = keepHouse(context);
  return {
    ...address,
    ...createDesk(context, "program"),
    useCertificate(pair) {
      if (server instanceof TlsServer) server.setSecureContext(pair);
    },
    async close() {
      closing.abort();
      await ended(server);
      stopHousekeeping();
      memory.close();
    },
  };
}

function refuseUnsafe({ signIn, listen }: PlaneOptions): void {
  const address = parseAddress(listen.host);
  const isHere = listen.host === "localhost" || (address !== undefined && isLoopback(address));
  if (signIn !== "nobody" || isHere) return;
  const message = `Nobody signs in to this plane, so it cannot listen on ${listen.host}.`;
  throw new BringupError("PLANE_UNSAFE", message);
}

const FLUSH_EVERY = 5;

/** Real time: it serves the process, not the contract. The result ends it, with a last write. */
function keepHouse({ memory, changes, lastPolls, clock, emit }: PlaneContext): () => void {
  let seconds = 0;
  // A full disk must not end the plane: what was not written is tried again.
  const flush = () => {
    try {
      memory.beats.flush();
    } catch (thrown) {
      emit({ is: "memory-failed", why: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };
  const timer = setInterval(() => {
    seconds += 1;
    if (memory.wroteElsewhere()) changes.changedAnywhere();
    if (seconds % FLUSH_EVERY > 0) return;
    flush();
    const nowMs = clock.monotonicMs();
    for (const [id, atMs] of lastPolls) if (nowMs - atMs > 60_000) lastPolls.delete(id);
  }, 1000);
  timer.unref();
  return () => {
    clearInterval(timer);
    flush();
  };
}

function listening(server: Pick<Server, "once" | "listen">, options: PlaneOptions): Promise<void> {
  const { host, port } = options.listen;
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(listenFailed(options, cause)));
    server.listen(port, host, resolve);
  });
}

/** Whoever is being answered gets the answer; who only holds a connection open does not hold us up. */
function ended(
  server: Pick<Server, "close" | "closeIdleConnections" | "closeAllConnections">,
): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), 200);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Listening everywhere is reached here by loopback; others are given `publicUrl`. */
function urlOf(bound: string | AddressInfo | null, { listen, tls }: PlaneOptions): string {
  const { host } = listen;
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const scheme = tls === undefined ? "http" : "https";
  return `${scheme}://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

function publicUrlOf(url: string, { publicUrl = url }: PlaneOptions): string {
  const given = typeof publicUrl === "string" ? publicUrl : publicUrl(Number(new URL(url).port));
  return given.replace(/\/+$/, "");
}

function originsOf(
  { url, publicUrl }: { readonly url: string; readonly publicUrl: string },
  { alsoKnownAs = [] }: PlaneOptions,
): readonly string[] {
  const { protocol, port } = new URL(url);
  const others = alsoKnownAs.map((name) => `${protocol}//${name}:${port}`);
  return [...new Set([url, publicUrl, ...others].map((each) => new URL(each).origin))];
}

function listenFailed({ listen }: PlaneOptions, cause: Error): BringupError {
  const where = `${listen.host}:${listen.port}`;
  return new BringupError("PLANE_LISTEN_FAILED", `The plane cannot listen on ${where}.`, { cause });
}
