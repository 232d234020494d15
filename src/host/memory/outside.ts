import {
  ABSENT,
  type FollowOutcome,
  type FollowRequest,
  type HandshakeOutcome,
  type HandshakeRequest,
  type HostIO,
  type HttpOutcome,
  known,
  type ReceiveOutcome,
  type ReceiveRequest,
} from "../../engine/index.ts";
import { askByPost } from "../net/ask.ts";
import { CANCELLED, wholeAsLines } from "./answer-lines.ts";
import type { MemoryHostOptions, MemoryHttpRequest } from "./contract.ts";
import type { Power } from "./power.ts";

type Outside = Pick<
  HostIO,
  "http" | "resolve" | "askName" | "askTime" | "connect" | "handshake" | "openStream"
>;

/** Whoever answers beyond the machine: those that were given, and nobody else. */
export function createOutside(options: MemoryHostOptions, power: Power): Outside {
  async function request(wanted: MemoryHttpRequest): Promise<HttpOutcome> {
    power.check();
    if (wanted.signal?.aborted) return CANCELLED;
    if (!options.http) return { is: "failed", at: "connect", why: "connection refused" };
    const outcome = await options.http(wanted);
    const limit = wanted.maxBytes ?? 1024 ** 2;
    if (outcome.is === "answered" && outcome.body.byteLength > limit)
      return { is: "failed", at: "too-large", why: `more than ${limit} bytes` };
    return outcome;
  }

  async function follow(wanted: FollowRequest): Promise<FollowOutcome> {
    if (options.follow === undefined)
      return wholeAsLines(await request({ ...wanted, method: "GET" }));
    power.check();
    return wanted.signal?.aborted ? CANCELLED : options.follow(wanted);
  }

  async function receive(wanted: ReceiveRequest): Promise<ReceiveOutcome> {
    const outcome = await request({ maxBytes: Number.MAX_SAFE_INTEGER, ...wanted, method: "GET" });
    if (outcome.is !== "answered" || ![200, 206].includes(outcome.status)) return outcome;
    const { status, headers, body } = outcome;
    return { is: "open", status, headers, body: inOnePiece(body) };
  }

  return {
    http: {
      get: (wanted) => request({ ...wanted, method: "GET" }),
      follow,
      receive,
      ask: (question) => askByPost(question, request),
      send: (wanted) =>
        power.effectAsync(`http ${wanted.method} ${wanted.url}`, async () =>
          request(await withWholeBody(wanted)),
        ),
    },
    async resolve(name) {
      power.check();
      const addresses = options.names?.[name];
      return addresses ? known(addresses) : ABSENT;
    },
    async askName(question) {
      power.check();
      return options.askName?.(question) ?? { is: "silent", why: "no answer" };
    },
    async askTime(target) {
      power.check();
      return options.askTime?.(target) ?? { is: "silent", why: "no answer" };
    },
    async connect(target) {
      power.check();
      return options.connect ? options.connect(target) : { is: "refused" };
    },
    async handshake(request) {
      power.check();
      if (request.signal?.aborted) return notShaken(request, "CANCELLED");
      return options.handshake?.(request) ?? notShaken(request, "ECONNREFUSED");
    },
    async openStream(request) {
      power.check();
      const { host: to, port } = request.target;
      const refused = { is: "failed", at: "tcp", code: "ECONNREFUSED" } as const;
      const why = `${to}:${port}: connection refused`;
      return options.openStream?.(request) ?? { ...refused, why };
    },
  };
}

async function withWholeBody({ upload, ...wanted }: Parameters<HostIO["http"]["send"]>[0]) {
  if (upload === undefined) return wanted;
  const parts: Uint8Array[] = [];
  for await (const part of upload.open()) parts.push(part);
  return { ...wanted, body: new Uint8Array(Buffer.concat(parts)) };
}

function notShaken(
  { target, proxy }: HandshakeRequest,
  code: "CANCELLED" | "ECONNREFUSED",
): HandshakeOutcome {
  const why = `${target.host}:${target.port}: ${code}`;
  const at = proxy === undefined ? "tcp" : "proxy-tcp";
  return { is: "failed", at, code, why, stages: [] };
}

async function* inOnePiece(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}
