import { randomUUID } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { type EnrolmentAnswer, enrolRequest } from "../contract.ts";
import { bodyDigest, fingerprintOf } from "../host-key.ts";
import { formatUserCode, newUserCode } from "../user-code.ts";
import { preferredWaitMs } from "./changes.ts";
import type { PlaneContext } from "./context.ts";
import { adopt, isOpen } from "./decisions.ts";
import { json, type PlaneRequest, problem, type Reply } from "./reply.ts";
import type { Caller, Route } from "./route.ts";
import type { Enrolment, HostRecord } from "./state.ts";
import { DEFAULT_PROJECT } from "./tokens.ts";
import { validBody } from "./valid-body.ts";

const MAX_OPEN = 1000;
const DAY_MS = 24 * 3_600_000;

/** Operation 1. The same idempotency key, host key and body always give the same enrolment. */
export const enrol: Route = {
  method: "POST",
  path: "/enrolments",
  auth: "proof",
  accepts: "json",
  async run(request, { keyId }, context) {
    const body = validBody(enrolRequest, request.body);
    if (body.is === "invalid") return body.reply;
    const idempotencyKey = request.headers["idempotency-key"] ?? "";
    if (!/^[\w-]{8,64}$/.test(idempotencyKey)) return needsIdempotencyKey();
    if ((await calculateJwkThumbprint(body.value.publicKey, "sha256")) !== keyId) {
      return problem(422, { code: "key-mismatch", title: "Signed by another key than the given." });
    }
    const { pairingKey, ...asked } = body.value;
    const given: NewEnrolment = {
      ...{ keyId, idempotencyKey, bodySha256: bodyDigest(request.body), request: asked },
      ...{ pairingKey, address: request.address, authorization: request.headers.authorization },
    };
    // Judged and written in one change: two requests at once cannot both be the first.
    return context.memory.change(() => enrolOnce(given, context));
  },
};

function enrolOnce(asked: NewEnrolment, context: PlaneContext): Reply {
  const { memory, emit } = context;
  const before = memory.enrolments.byRequest(asked.keyId, asked.idempotencyKey);
  if (before !== undefined) return repeated(before, asked.bodySha256, context);
  const { host, method } = asked.request;
  emit({ is: "enrolment-received", hostId: host.id, method });
  return method === "token" ? enrolByToken(asked, context) : enrolByCode(asked, context);
}

/** Operation 2. */
export const pollEnrolment: Route = {
  method: "GET",
  path: "/enrolments/:id",
  auth: "proof",
  async run(request, caller, context) {
    const found = ownEnrolment(request, caller, context);
    if (found === undefined) return unknownEnrolment();
    if (polledTooSoon(found.id, context)) return slowDown(context);
    if (request.headers["if-none-match"] !== etagOf(found, context)) return show(found, context);
    const leftMs = found.expiresMs - context.clock.nowMs();
    await context.changes.wait(found.id, {
      ms: Math.min(preferredWaitMs(request.headers.prefer), Math.max(0, leftMs)),
      signal: request.signal,
      isNews: () => ownEnrolment(request, caller, context)?.status !== "pending",
    });
    const now = ownEnrolment(request, caller, context);
    if (now === undefined) return unknownEnrolment();
    const etag = etagOf(now, context);
    if (request.headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
    return show(now, context);
  },
};

interface NewEnrolment extends Pick<Enrolment, "keyId" | "idempotencyKey" | "bodySha256"> {
  readonly request: Enrolment["request"];
  readonly pairingKey: string | undefined;
  readonly address: string;
  readonly authorization: string | undefined;
}

function enrolByToken(asked: NewEnrolment, context: PlaneContext): Reply {
  const { memory, clock } = context;
  const { authorization, address, request } = asked;
  const verdict = memory.tokens.judge({
    ...{ authorization, address, project: request.project },
    ...{ hostId: request.host.id, nowMs: clock.nowMs() },
  });
  if (verdict.is === "refused") return verdict.reply;
  const conflict = idConflict(asked, context);
  if (conflict !== undefined) return conflict;
  const known = memory.hosts.byKey(asked.keyId);
  if (known?.status === "deleted") {
    return problem(409, {
      code: "host-id-reused",
      title: "This host was deleted earlier; a token alone does not bring it back.",
    });
  }
  const record = place(asked, verdict.project, context);
  adopt(context, record, "token");
  // A host that was here before does not use the token up.
  if (known === undefined) memory.tokens.spend(verdict.digest);
  return showAgain(record, context);
}

function enrolByCode(asked: NewEnrolment, context: PlaneContext): Reply {
  const { memory, clock, changes } = context;
  const conflict = idConflict(asked, context);
  if (conflict !== undefined) return conflict;
  const nowMs = clock.nowMs();
  memory.enrolments.forgetBefore(nowMs - DAY_MS, nowMs);
  if (memory.enrolments.countOpen(nowMs) >= MAX_OPEN) return slowDown(context);
  const waitSec = context.newcomers.blockedSec(asked.address);
  if (waitSec !== undefined) return tooManyNewcomers(waitSec);
  context.newcomers.count(asked.address);
  for (const record of memory.enrolments.openOfKey(asked.keyId, nowMs)) {
    memory.enrolments.put({ ...record, status: "superseded" });
    changes.changed(record.id);
  }
  const record = place(asked, asked.request.project ?? DEFAULT_PROJECT, context);
  const knownAs = alreadyKnown(asked, context);
  if (knownAs !== undefined) adopt(context, record, knownAs);
  return showAgain(record, context);
}

/** Why nobody has to be asked about this host, if so. */
function alreadyKnown(
  { keyId, pairingKey, request }: NewEnrolment,
  { memory }: PlaneContext,
): HostRecord["approvedBy"] | undefined {
  // The key itself proves that this is the host the plane already has.
  const known = memory.hosts.byKey(keyId);
  if (known?.status === "ready" && known.id === request.host.id) return known.approvedBy;
  const expected = memory.expected.byId(request.host.id);
  if (expected === undefined) return undefined;
  if (!memory.expected.recognises(expected, { keyId, pairingKey })) return undefined;
  // It has come: the pairing key lets nobody in a second time.
  memory.expected.remove(expected.id);
  return "expected";
}

function place(asked: NewEnrolment, project: string, context: PlaneContext): Enrolment {
  const { memory, clock, codeLifeMs } = context;
  const { keyId, idempotencyKey, bodySha256, request } = asked;
  const expected = memory.expected.byId(request.host.id);
  const nowMs = clock.nowMs();
  const record: Enrolment = {
    ...{ keyId, idempotencyKey, bodySha256, request },
    id: randomUUID(),
    project: expected?.project ?? project,
    tags: { ...request.tags, ...expected?.tags },
    userCode: freeCode(context),
    createdMs: nowMs,
    expiresMs: nowMs + codeLifeMs,
    status: "pending",
  };
  memory.enrolments.put(record);
  memory.enrolments.forgetOld(keyId);
  return record;
}

function freeCode({ memory }: PlaneContext): string {
  let code = newUserCode();
  while (memory.enrolments.byCode(code) !== undefined) code = newUserCode();
  return code;
}

function idConflict({ keyId, request }: NewEnrolment, { memory }: PlaneContext): Reply | undefined {
  if (memory.hosts.byKey(keyId)?.status === "revoked") {
    return problem(401, { code: "key-revoked", title: "The key of this host was revoked." });
  }
  const other = memory.hosts.liveById(request.host.id);
  if (other === undefined || other.keyId === keyId) return undefined;
  return problem(409, {
    code: "host-id-taken",
    title: "Another host is registered under this ID.",
    detail: `${other.name}${other.address === undefined ? "" : ` at ${other.address}`}, key ${fingerprintOf(other.keyId)}`,
  });
}

function repeated(before: Enrolment, digest: string, context: PlaneContext): Reply {
  if (before.bodySha256 === digest) return show(before, context);
  return problem(422, {
    code: "idempotency-key-reused",
    title: "This idempotency key was used for another request.",
  });
}

function showAgain(record: Enrolment, context: PlaneContext): Reply {
  return show(context.memory.enrolments.byId(record.id) ?? record, context, 201);
}

function show(record: Enrolment, context: PlaneContext, status = 200): Reply {
  return json(status, answerOf(record, context), { etag: etagOf(record, context) });
}

function answerOf(record: Enrolment, context: PlaneContext): EnrolmentAnswer {
  const enrolmentId = record.id;
  if (record.status === "approved") {
    return {
      state: "approved",
      enrolmentId,
      hostUid: record.hostUid ?? "",
      project: record.project,
      plane: { signingKeys: [context.memory.signer.key] },
    };
  }
  if (record.status === "rejected") {
    const { reason } = record;
    return { state: "rejected", enrolmentId, ...(reason === undefined ? {} : { reason }) };
  }
  if (!isOpen(context, record)) return { state: "expired", enrolmentId };
  return {
    state: "pending",
    enrolmentId,
    userCode: formatUserCode(record.userCode),
    verificationUri: `${context.publicUrl()}/a`,
    verificationUriComplete: `${context.publicUrl()}/a/${record.userCode}`,
    expiresIn: Math.max(0, Math.ceil((record.expiresMs - context.clock.nowMs()) / 1000)),
    interval: context.intervalSec,
  };
}

function etagOf(record: Enrolment, context: PlaneContext): string {
  const state = record.status === "pending" && !isOpen(context, record) ? "expired" : record.status;
  return `"${state}"`;
}

function ownEnrolment(
  request: PlaneRequest,
  { keyId }: Caller,
  { memory }: PlaneContext,
): Enrolment | undefined {
  const found = memory.enrolments.byId(request.params.id ?? "");
  return found?.keyId === keyId ? found : undefined;
}

/** A person pressing "try now" may poll this often; machines are told `interval`. */
const MIN_POLL_GAP_MS = 1900;

function polledTooSoon(id: string, { clock, lastPolls }: PlaneContext): boolean {
  const nowMs = clock.monotonicMs();
  const lastMs = lastPolls.get(id);
  if (lastMs !== undefined && nowMs - lastMs < MIN_POLL_GAP_MS) return true;
  lastPolls.set(id, nowMs);
  return false;
}

function slowDown(context: PlaneContext): Reply {
  return problem(429, {
    code: "slow-down",
    title: "Polled too often.",
    headers: { "retry-after": String(context.intervalSec) },
  });
}

/** One address cannot take all the places of hosts that wait for a person. */
function tooManyNewcomers(waitSec: number): Reply {
  return problem(429, {
    code: "too-many-requests",
    title: "Too many hosts of this address wait for a person.",
    headers: { "retry-after": String(waitSec) },
  });
}

function unknownEnrolment(): Reply {
  return problem(404, { code: "enrolment-unknown", title: "No such enrolment of this key." });
}

function needsIdempotencyKey(): Reply {
  return problem(400, {
    code: "idempotency-key-missing",
    title: "An Idempotency-Key of 8 to 64 letters, digits, - or _ is needed.",
  });
}
