import { randomUUID } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { type EnrolmentAnswer, type EnrolRequest, enrolRequest } from "../contract.ts";
import { bodyDigest, fingerprintOf } from "../host-key.ts";
import { formatUserCode, newUserCode } from "../user-code.ts";
import { preferredWaitMs } from "./changes.ts";
import type { PlaneContext } from "./context.ts";
import { adopt, hostOfKey, isOpen, liveHostWithId } from "./decisions.ts";
import { json, type PlaneRequest, problem, type Reply } from "./reply.ts";
import type { Caller, Route } from "./route.ts";
import type { Enrolment } from "./state.ts";
import { DEFAULT_PROJECT, judgeToken } from "./tokens.ts";
import { validBody } from "./valid-body.ts";

const MAX_OPEN = 1000;

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
    const digest = bodyDigest(request.body);
    const before = [...context.enrolments.values()].find(
      (record) => record.keyId === keyId && record.idempotencyKey === idempotencyKey,
    );
    if (before !== undefined) return repeated(before, digest, context);
    context.emit({
      is: "enrolment-received",
      hostId: body.value.host.id,
      method: body.value.method,
    });
    const record = { keyId, idempotencyKey, bodySha256: digest, request: body.value };
    return body.value.method === "token"
      ? enrolByToken(record, request.headers.authorization, context)
      : enrolByCode(record, context);
  },
};

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
    const waitMs = Math.min(preferredWaitMs(request.headers.prefer), Math.max(0, leftMs));
    if (waitMs > 0 && isOpen(context, found)) {
      await context.changes.wait(found.id, waitMs, request.signal);
    }
    const now = ownEnrolment(request, caller, context);
    if (now === undefined) return unknownEnrolment();
    const etag = etagOf(now, context);
    if (request.headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
    return show(now, context);
  },
};

interface NewEnrolment {
  readonly keyId: string;
  readonly idempotencyKey: string;
  readonly bodySha256: string;
  readonly request: EnrolRequest;
}

async function enrolByToken(
  asked: NewEnrolment,
  authorization: string | undefined,
  context: PlaneContext,
): Promise<Reply> {
  const { clock, tokens, tokenUses } = context;
  const use = { clock, tokens, used: tokenUses };
  const verdict = judgeToken(authorization, asked.request.project, use);
  if (verdict.is === "refused") return verdict.reply;
  const conflict = idConflict(asked, context);
  if (conflict !== undefined) return conflict;
  const known = hostOfKey(context, asked.keyId);
  if (known?.status === "deleted") {
    return problem(409, {
      code: "host-id-reused",
      title: "This host was deleted earlier; a token alone does not bring it back.",
    });
  }
  const record = place(asked, verdict.project, context);
  adopt(context, record, "token");
  // A host that was here before does not use the token up.
  if (known === undefined) tokenUses.set(verdict.digest, (tokenUses.get(verdict.digest) ?? 0) + 1);
  await context.save();
  return show(context.enrolments.get(record.id) ?? record, context, 201);
}

async function enrolByCode(asked: NewEnrolment, context: PlaneContext): Promise<Reply> {
  const conflict = idConflict(asked, context);
  if (conflict !== undefined) return conflict;
  const open = [...context.enrolments.values()].filter((record) => isOpen(context, record));
  if (open.length >= MAX_OPEN) return slowDown(context);
  for (const record of open) {
    if (record.keyId !== asked.keyId) continue;
    context.enrolments.set(record.id, { ...record, status: "superseded" });
    context.changes.changed(record.id);
  }
  const record = place(asked, asked.request.project ?? DEFAULT_PROJECT, context);
  // The key itself proves that this is the host the plane already has.
  const known = hostOfKey(context, asked.keyId);
  if (known?.status === "ready" && known.id === asked.request.host.id) {
    adopt(context, record, known.approvedBy);
  }
  await context.save();
  return show(context.enrolments.get(record.id) ?? record, context, 201);
}

function place(asked: NewEnrolment, project: string, context: PlaneContext): Enrolment {
  const nowMs = context.clock.nowMs();
  const record: Enrolment = {
    ...asked,
    id: randomUUID(),
    project,
    userCode: freeCode(context),
    createdMs: nowMs,
    expiresMs: nowMs + context.codeLifeMs,
    status: "pending",
  };
  context.enrolments.set(record.id, record);
  return record;
}

function freeCode(context: PlaneContext): string {
  const used = new Set([...context.enrolments.values()].map((record) => record.userCode));
  let code = newUserCode();
  while (used.has(code)) code = newUserCode();
  return code;
}

function idConflict({ keyId, request }: NewEnrolment, context: PlaneContext): Reply | undefined {
  if (hostOfKey(context, keyId)?.status === "revoked") {
    return problem(401, { code: "key-revoked", title: "The key of this host was revoked." });
  }
  const other = liveHostWithId(context, request.host.id);
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
      plane: { signingKeys: [context.signer.key] },
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
  { enrolments }: PlaneContext,
): Enrolment | undefined {
  const found = enrolments.get(request.params.id ?? "");
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

function unknownEnrolment(): Reply {
  return problem(404, { code: "enrolment-unknown", title: "No such enrolment of this key." });
}

function needsIdempotencyKey(): Reply {
  return problem(400, {
    code: "idempotency-key-missing",
    title: "An Idempotency-Key of 8 to 64 letters, digits, - or _ is needed.",
  });
}
