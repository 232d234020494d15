import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Clock, HttpIO, HttpOutcome } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { sanitize } from "../../text/index.ts";
import { INSTANCE_HEADER, PROOF_HEADER, problemAnswer } from "../contract.ts";
import { claimsOf, type HostKey } from "../host-key.ts";
import { createBudget } from "./budget.ts";
import {
  badAnswer,
  cutOff,
  failureTrouble,
  notAPlane,
  planeTrouble,
  type Trouble,
} from "./trouble.ts";

export interface ExchangeOptions {
  readonly baseUrl: string;
  readonly http: HttpIO;
  readonly key: HostKey;
  readonly clock: Clock;
  /** How far the plane's clock is ahead of ours; learned, and told by `onOffset`. */
  readonly offsetMs?: number;
  onOffset?(offsetMs: number): void;
}

export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly signed: boolean;
  readonly bearer?: string | undefined;
  readonly body?: string;
  readonly idempotencyKey?: string;
  readonly etag?: string | undefined;
  /** Long poll: the plane may hold its answer this long. */
  readonly waitSec?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The plane itself answered, with success or 304. */
export interface PlaneAnswer {
  readonly is: "answered";
  readonly status: number;
  readonly etag?: string;
  readonly type: string;
  readonly text: string;
}

const ATTEMPT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
/** One for all that a host does at once: reports, the desired state, hardware, events. */
const BUDGET = { perSecond: 1, burst: 10 } as const;

export type Exchange = (operation: Operation) => Promise<PlaneAnswer | Trouble>;

/** One signed request and its answer, or why there is none. Nothing is retried but a wrong clock, once. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { clock } = options;
  const where = new URL(options.baseUrl).host;
  let offsetMs = options.offsetMs ?? 0;
  const budget = createBudget(BUDGET, clock);
  const attempt = async (operation: Operation) => {
    if (!(await budget(operation.signal))) return cutOff(where);
    return read(await send(options, operation, clock.nowMs() + offsetMs), where);
  };
  return async (operation) => {
    const first = await attempt(operation);
    if (first.is !== "clock-skew") return first;
    offsetMs = first.serverTimeMs - clock.nowMs();
    options.onOffset?.(offsetMs);
    const second = await attempt(operation);
    return second.is === "clock-skew" ? second.trouble : second;
  };
}

async function send(
  { baseUrl, http, key }: ExchangeOptions,
  operation: Operation,
  nowMs: number,
): Promise<HttpOutcome> {
  const { method, body, waitSec = 0 } = operation;
  const url = `${baseUrl}${operation.path}`;
  const headers: Record<string, string> = { accept: "application/json, application/jose" };
  if (operation.signed) {
    headers[PROOF_HEADER] = await key.prove(claimsOf({ method, url, body, nowMs }));
  }
  if (operation.bearer !== undefined) headers.authorization = `Bearer ${operation.bearer}`;
  if (operation.etag !== undefined) headers["if-none-match"] = operation.etag;
  if (waitSec > 0) headers.prefer = `wait=${waitSec}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method === "POST") headers["idempotency-key"] = operation.idempotencyKey ?? randomUUID();
  const request = {
    url,
    headers,
    timeoutMs: ATTEMPT_MS + waitSec * 1000,
    maxBytes: MAX_ANSWER_BYTES,
    ...(operation.signal === undefined ? {} : { signal: operation.signal }),
  };
  if (method === "GET") return http.get(request);
  return http.send({ ...request, method, ...(body === undefined ? {} : { body }) });
}

interface ClockSkew {
  readonly is: "clock-skew";
  readonly serverTimeMs: number;
  readonly trouble: Trouble;
}

function read(outcome: HttpOutcome, where: string): PlaneAnswer | Trouble | ClockSkew {
  if (outcome.is === "failed") return failureTrouble(outcome, where);
  const { status, headers } = outcome;
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const text = new TextDecoder().decode(outcome.body);
  if (headers[INSTANCE_HEADER] === undefined || type === "text/html") {
    return notAPlane(where, whatAnswered(status, headers, text));
  }
  if (status < 300 || status === 304) {
    const { etag } = headers;
    return { is: "answered", status, type, text, ...(etag === undefined ? {} : { etag }) };
  }
  if (status < 400) return notAPlane(where, whatAnswered(status, headers, text));
  const parsed = problemAnswer.safeParse(readJson(text));
  if (!parsed.success) return notAPlane(where, `status ${status} without a reason`);
  const trouble = planeTrouble(where, status, parsed.data, retryAfterMs(headers["retry-after"]));
  const serverTimeMs = Date.parse(parsed.data.serverTime ?? "");
  if (parsed.data.code !== "clock-skew" || Number.isNaN(serverTimeMs)) return trouble;
  return { is: "clock-skew", serverTimeMs, trouble };
}

/** For a person: a web page with its title, a redirection, or what else it was. */
export function whatAnswered(
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): string {
  const title = text.match(/<title[^>]*>([^<]{1,200})/i)?.[1];
  if (title !== undefined) return `a web page "${sanitize(title).trim()}" (${status})`;
  const to = headers.location;
  if (status >= 300 && status < 400 && to !== undefined) return `a redirection to ${originOf(to)}`;
  return `status ${status}, ${headers["content-type"] ?? "no content type"}`;
}

function originOf(address: string): string {
  return URL.parse(address)?.origin ?? "another page";
}

const MAX_RETRY_AFTER_MS = 3_600_000;

function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,9}$/.test(header)) return undefined;
  return Math.min(MAX_RETRY_AFTER_MS, Number(header) * 1000);
}

export function validated<T>(
  schema: z.ZodType<T>,
  answer: PlaneAnswer,
  baseUrl: string,
): { readonly is: "valid"; readonly value: T } | Trouble {
  const value = readJson(answer.text);
  if (value === undefined) return unusable(baseUrl, "it is not JSON");
  const parsed = schema.safeParse(value);
  if (parsed.success) return { is: "valid", value: parsed.data };
  const [issue] = parsed.error.issues;
  return unusable(baseUrl, `${z.core.toDotPath(issue?.path ?? []) || "it"}: ${issue?.message}`);
}

export function unusable(baseUrl: string, what: string): Trouble {
  return badAnswer(new URL(baseUrl).host, what);
}
