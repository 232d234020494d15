import { CONTRACT_VERSION, enrolmentAnswer, wellKnownAnswer } from "../contract.ts";
import { enrolBody, parseEnrolBody } from "../enrol-body.ts";
import type {
  EnrolAsked,
  Enrolment,
  EnrolOutcome,
  HelloOutcome,
  PlanePort,
  PollAsked,
  PollOutcome,
  RemoveOutcome,
} from "../port.ts";
import { type Exchange, type PlaneAnswer, unusable, validated } from "./exchange.ts";

/** Operations 0, 1, 2 and 8: who is there, take me on, did you, let me go. */
export function enrolmentCalls(
  exchange: Exchange,
  baseUrl: string,
): Pick<PlanePort, "hello" | "enrol" | "poll" | "remove"> {
  return {
    hello: (signal) => hello(exchange, baseUrl, signal),
    enrol: (asked) => enrol(exchange, baseUrl, asked),
    poll: (asked) => poll(exchange, baseUrl, asked),
    remove: (hostUid, signal) => remove(exchange, hostUid, signal),
  };
}

async function hello(
  exchange: Exchange,
  baseUrl: string,
  signal: AbortSignal,
): Promise<HelloOutcome> {
  const path = "/.well-known/edge-plane";
  const answer = await exchange({ method: "GET", path, signed: false, signal });
  if (answer.is === "trouble") {
    return answer.planeCode === "not-found"
      ? unusable(baseUrl, "it does not speak the edge plane contract")
      : answer;
  }
  const plane = validated(wellKnownAnswer, answer, baseUrl);
  if (plane.is === "trouble") return plane;
  const { contract, methods } = plane.value;
  if (contract.split(".")[0] !== CONTRACT_VERSION) {
    return unusable(baseUrl, `it speaks contract ${contract}, this host ${CONTRACT_VERSION}`);
  }
  return { is: "plane", methods: methods.filter((way) => way === "token" || way === "code") };
}

async function enrol(
  exchange: Exchange,
  baseUrl: string,
  { body: kept, idempotencyKey, token: bearer, pairingKey, signal }: EnrolAsked,
): Promise<EnrolOutcome> {
  const body = pairingKey === undefined ? kept : enrolBody({ ...parseEnrolBody(kept), pairingKey });
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

async function remove(
  exchange: Exchange,
  hostUid: string,
  signal: AbortSignal,
): Promise<RemoveOutcome> {
  const path = `/hosts/${encodeURIComponent(hostUid)}/enrolment`;
  const answer = await exchange({ method: "DELETE", path, signed: true, signal });
  return answer.is === "trouble" ? answer : { is: "removed" };
}

function enrolmentOf(answer: PlaneAnswer, baseUrl: string): EnrolOutcome {
  const parsed = validated(enrolmentAnswer, answer, baseUrl);
  if (parsed.is === "trouble") return parsed;
  const { etag } = answer;
  const enrolment = shapeOf(parsed.value);
  return { is: "enrolment", enrolment, ...(etag === undefined ? {} : { etag }) };
}

function shapeOf(said: ReturnType<typeof enrolmentAnswer.parse>): Enrolment {
  switch (said.state) {
    case "pending": {
      const { expiresIn, interval, ...rest } = said;
      const expiresInMs = between(1, expiresIn, 86_400) * 1000;
      return { ...rest, expiresInMs, intervalMs: between(1, interval, 300) * 1000 };
    }
    case "approved": {
      const { plane, ...rest } = said;
      return { ...rest, signingKeys: plane.signingKeys };
    }
    case "rejected": {
      const { reason, ...rest } = said;
      return reason === undefined ? rest : { ...rest, reason };
    }
    case "expired":
      return said;
  }
}

function between(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
