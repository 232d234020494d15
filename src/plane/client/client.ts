import { z } from "zod";
import {
  CONTRACT_VERSION,
  type EnrolmentAnswer,
  type EnrolRequest,
  enrolmentAnswer,
  type HeartbeatRequest,
  heartbeatAnswer,
  tokenAnswer,
  type WellKnownAnswer,
  wellKnownAnswer,
} from "../contract.ts";
import {
  createExchange,
  type ExchangeOptions,
  jsonOf,
  type Operation,
  type PlaneAnswer,
  unusable,
} from "./exchange.ts";
import type { Trouble } from "./trouble.ts";

/** The client's side of the contract. Expected answers are values; nothing here throws for them. */
export interface PlaneClient {
  wellKnown(signal?: AbortSignal): Promise<WellKnownOutcome>;
  enrol(asked: EnrolAsked): Promise<EnrolOutcome>;
  poll(asked: PollAsked): Promise<PollOutcome>;
  token(hostUid: string, signal?: AbortSignal): Promise<TokenOutcome>;
  heartbeat(asked: HeartbeatAsked): Promise<HeartbeatOutcome>;
  desired(asked: DesiredAsked): Promise<DesiredOutcome>;
  remove(hostUid: string, signal?: AbortSignal): Promise<{ readonly is: "removed" } | Trouble>;
}

export interface EnrolAsked {
  /** `EnrolRequest` as JSON; kept as text so that a repeat is the same to the byte. */
  readonly body: string;
  readonly idempotencyKey: string;
  /** Registration token, for the method `token`. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface PollAsked {
  readonly enrolmentId: string;
  readonly etag?: string | undefined;
  readonly waitSec?: number;
  readonly signal?: AbortSignal;
}

export interface HeartbeatAsked {
  readonly hostUid: string;
  readonly accessToken: string;
  readonly beat: HeartbeatRequest;
  readonly signal?: AbortSignal;
}

export interface DesiredAsked {
  readonly hostUid: string;
  readonly accessToken: string;
  readonly etag?: string | undefined;
  readonly waitSec?: number;
  readonly signal?: AbortSignal;
}

export type WellKnownOutcome = { readonly is: "plane"; readonly plane: WellKnownAnswer } | Trouble;

export type EnrolOutcome =
  | { readonly is: "enrolment"; readonly enrolment: EnrolmentAnswer; readonly etag?: string }
  | Trouble;

export type PollOutcome =
  | EnrolOutcome
  | { readonly is: "unchanged" }
  /** The plane has no such enrolment (any more): enrol again. */
  | { readonly is: "unknown-enrolment" }
  /** RFC 8628: five seconds more between polls, for good. */
  | { readonly is: "slow-down" };

export type TokenOutcome =
  | { readonly is: "token"; readonly accessToken: string; readonly expiresInMs: number }
  | Trouble;

export type HeartbeatOutcome =
  | { readonly is: "heard"; readonly nextMs: number; readonly desiredRevision: number }
  /** The access token is spent: get another. */
  | { readonly is: "access-over" }
  | Trouble;

export type DesiredOutcome =
  | { readonly is: "desired"; readonly jws: string; readonly etag?: string }
  | { readonly is: "unchanged" }
  | { readonly is: "none-assigned" }
  | { readonly is: "access-over" }
  | Trouble;

type Exchange = (operation: Operation) => Promise<PlaneAnswer | Trouble>;

export function createPlaneClient(options: ExchangeOptions): PlaneClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const exchange = createExchange({ ...options, baseUrl });
  return {
    wellKnown: (signal) => wellKnown(exchange, baseUrl, signal),
    enrol: (asked) => enrol(exchange, baseUrl, asked),
    poll: (asked) => poll(exchange, baseUrl, asked),
    token: (hostUid, signal) => token(exchange, baseUrl, { hostUid, signal }),
    heartbeat: (asked) => heartbeat(exchange, baseUrl, asked),
    desired: (asked) => desired(exchange, baseUrl, asked),
    async remove(hostUid, signal) {
      const path = `/hosts/${encodeURIComponent(hostUid)}/enrolment`;
      const answer = await exchange({ method: "DELETE", path, signed: true, signal });
      return answer.is === "trouble" ? answer : { is: "removed" };
    },
  };
}

export function enrolBody(request: EnrolRequest): string {
  return JSON.stringify(request);
}

async function wellKnown(
  exchange: Exchange,
  baseUrl: string,
  signal: AbortSignal | undefined,
): Promise<WellKnownOutcome> {
  const path = "/.well-known/edge-plane";
  const answer = await exchange({ method: "GET", path, signed: false, signal });
  if (answer.is === "trouble") {
    return answer.planeCode === "not-found"
      ? unusable(baseUrl, "it does not speak the edge plane contract")
      : answer;
  }
  const plane = validated(wellKnownAnswer, answer, baseUrl);
  if (plane.is === "trouble") return plane;
  const { contract } = plane.value;
  if (contract.split(".")[0] !== CONTRACT_VERSION) {
    return unusable(baseUrl, `it speaks contract ${contract}, this host ${CONTRACT_VERSION}`);
  }
  return { is: "plane", plane: plane.value };
}

async function enrol(
  exchange: Exchange,
  baseUrl: string,
  { body, idempotencyKey, token: bearer, signal }: EnrolAsked,
): Promise<EnrolOutcome> {
  const answer = await exchange({
    method: "POST",
    path: "/enrolments",
    signed: true,
    body,
    idempotencyKey,
    bearer,
    signal,
  });
  return answer.is === "trouble" ? answer : enrolmentOf(answer, baseUrl);
}

async function poll(exchange: Exchange, baseUrl: string, asked: PollAsked): Promise<PollOutcome> {
  const { enrolmentId, etag, waitSec = 0, signal } = asked;
  const path = `/enrolments/${encodeURIComponent(enrolmentId)}`;
  const answer = await exchange({ method: "GET", path, signed: true, etag, waitSec, signal });
  if (answer.is === "answered") {
    return answer.status === 304 ? { is: "unchanged" } : enrolmentOf(answer, baseUrl);
  }
  if (answer.planeCode === "enrolment-unknown") return { is: "unknown-enrolment" };
  return answer.planeCode === "slow-down" ? { is: "slow-down" } : answer;
}

async function token(
  exchange: Exchange,
  baseUrl: string,
  asked: { readonly hostUid: string; readonly signal: AbortSignal | undefined },
): Promise<TokenOutcome> {
  const answer = await exchange({
    method: "POST",
    path: "/token",
    signed: true,
    body: JSON.stringify({ hostUid: asked.hostUid }),
    signal: asked.signal,
  });
  if (answer.is === "trouble") return answer;
  const parsed = validated(tokenAnswer, answer, baseUrl);
  if (parsed.is === "trouble") return parsed;
  const { accessToken, expiresIn } = parsed.value;
  return { is: "token", accessToken, expiresInMs: expiresIn * 1000 };
}

async function heartbeat(
  exchange: Exchange,
  baseUrl: string,
  { hostUid, accessToken, beat, signal }: HeartbeatAsked,
): Promise<HeartbeatOutcome> {
  const answer = await exchange({
    method: "PUT",
    path: `/hosts/${encodeURIComponent(hostUid)}/heartbeat`,
    signed: true,
    bearer: accessToken,
    body: JSON.stringify(beat),
    signal,
  });
  if (answer.is === "trouble") return isAccessOver(answer) ? { is: "access-over" } : answer;
  const parsed = validated(heartbeatAnswer, answer, baseUrl);
  if (parsed.is === "trouble") return parsed;
  const { nextSec, desiredRevision } = parsed.value;
  return { is: "heard", nextMs: Math.min(3600, Math.max(15, nextSec)) * 1000, desiredRevision };
}

async function desired(
  exchange: Exchange,
  baseUrl: string,
  { hostUid, accessToken, etag, waitSec = 0, signal }: DesiredAsked,
): Promise<DesiredOutcome> {
  const path = `/hosts/${encodeURIComponent(hostUid)}/desired`;
  const answer = await exchange({
    method: "GET",
    path,
    signed: false,
    bearer: accessToken,
    etag,
    waitSec,
    signal,
  });
  if (answer.is === "trouble") {
    if (answer.planeCode === "desired-none") return { is: "none-assigned" };
    return isAccessOver(answer) ? { is: "access-over" } : answer;
  }
  if (answer.status === 304) return { is: "unchanged" };
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(answer.text)) return unusable(baseUrl, "it is not a JWS");
  return {
    is: "desired",
    jws: answer.text,
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
  };
}

function isAccessOver({ planeCode }: Trouble): boolean {
  return planeCode === "access-expired" || planeCode === "access-invalid";
}

function enrolmentOf(answer: PlaneAnswer, baseUrl: string): EnrolOutcome {
  const parsed = validated(enrolmentAnswer, answer, baseUrl);
  if (parsed.is === "trouble") return parsed;
  return {
    is: "enrolment",
    enrolment: parsed.value,
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
  };
}

function validated<T>(
  schema: z.ZodType<T>,
  answer: PlaneAnswer,
  baseUrl: string,
): { readonly is: "valid"; readonly value: T } | Trouble {
  const value = jsonOf(answer.text);
  if (value === undefined) return unusable(baseUrl, "it is not JSON");
  const parsed = schema.safeParse(value);
  if (parsed.success) return { is: "valid", value: parsed.data };
  const [issue] = parsed.error.issues;
  return unusable(baseUrl, `${z.core.toDotPath(issue?.path ?? []) || "it"}: ${issue?.message}`);
}
