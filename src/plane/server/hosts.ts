import { randomBytes } from "node:crypto";
import { heartbeatRequest, tokenRequest } from "../contract.ts";
import { preferredWaitMs } from "./changes.ts";
import type { PlaneContext } from "./context.ts";
import { json, problem, type Reply } from "./reply.ts";
import { accessDigest, type Route, standing } from "./route.ts";
import type { HostRecord } from "./state.ts";
import { validBody } from "./valid-body.ts";

/** Operation 3: a short access token, bound to the key that proved itself. */
export const issueToken: Route = {
  method: "POST",
  path: "/token",
  auth: "proof",
  accepts: "json",
  async run(request, { keyId }, context) {
    const body = validBody(tokenRequest, request.body);
    if (body.is === "invalid") return body.reply;
    const host = context.hosts.get(body.value.hostUid);
    if (host === undefined || host.keyId !== keyId) return hostDeleted();
    const refusal = standing(host);
    if (refusal !== undefined) return refusal;
    const nowMs = context.clock.nowMs();
    for (const [digest, grant] of context.access) {
      if (grant.untilMs <= nowMs) context.access.delete(digest);
    }
    const accessToken = randomBytes(32).toString("base64url");
    context.access.set(accessDigest(`Bearer ${accessToken}`), {
      hostUid: host.uid,
      keyId,
      untilMs: nowMs + context.accessLifeSec * 1000,
    });
    return json(200, { accessToken, expiresIn: context.accessLifeSec });
  },
};

/** Operation 4. Two machines that share one identity show by boots that interleave. */
export const heartbeat: Route = {
  method: "PUT",
  path: "/hosts/:uid/heartbeat",
  auth: "signed-host",
  accepts: "json",
  async run(request, { host }, context) {
    const body = validBody(heartbeatRequest, request.body);
    if (body.is === "invalid") return body.reply;
    if (host === undefined) return hostDeleted();
    const beat = body.value;
    if (isClone(host, beat)) {
      return problem(409, { code: "clone-suspected", title: "Two machines use this identity." });
    }
    const boots = host.boots.at(-1) === beat.bootId ? host.boots : [...host.boots, beat.bootId];
    const nowMs = context.clock.nowMs();
    context.hosts.set(host.uid, {
      ...host,
      boots: boots.slice(-16),
      heartbeat: beat,
      heartbeatMs: nowMs,
    });
    context.emit({ is: "heartbeat-received", hostUid: host.uid, seq: beat.seq });
    return json(200, {
      serverTime: new Date(nowMs).toISOString(),
      nextSec: context.heartbeatSec,
      desiredRevision: host.desired?.revision ?? 0,
      wantInventory: false,
    });
  },
};

function isClone(
  host: HostRecord,
  beat: { readonly bootId: string; readonly seq: number },
): boolean {
  const last = host.boots.at(-1);
  if (last !== beat.bootId) return host.boots.includes(beat.bootId);
  return host.heartbeat !== undefined && beat.seq <= host.heartbeat.seq;
}

/** Operation 6: the desired state as a compact JWS; its revision is the ETag. */
export const desired: Route = {
  method: "GET",
  path: "/hosts/:uid/desired",
  auth: "host",
  async run(request, { host }, context) {
    if (host === undefined) return hostDeleted();
    const known = request.headers["if-none-match"];
    const isNews = host.desired !== undefined && known !== etagOf(host.desired.revision);
    const waitMs = preferredWaitMs(request.headers.prefer);
    if (!isNews && waitMs > 0) await context.changes.wait(host.uid, waitMs, request.signal);
    const now = context.hosts.get(host.uid);
    if (now === undefined) return hostDeleted();
    return standing(now) ?? showDesired(now, known);
  },
};

function showDesired(host: HostRecord, known: string | undefined): Reply {
  if (host.desired === undefined) {
    return problem(404, { code: "desired-none", title: "No desired state is assigned." });
  }
  const etag = etagOf(host.desired.revision);
  if (known === etag) return { status: 304, headers: { etag } };
  return {
    status: 200,
    headers: { "content-type": "application/jose", etag },
    body: host.desired.jws,
  };
}

/** Operation 8: the host leaves by itself; it may come back later like a new one. */
export const removeEnrolment: Route = {
  method: "DELETE",
  path: "/hosts/:uid/enrolment",
  auth: "proof",
  async run(request, { keyId }, context) {
    const host = context.hosts.get(request.params.uid ?? "");
    if (host !== undefined && host.keyId !== keyId) return hostDeleted();
    // Repeating it after a lost answer is no error.
    if (host === undefined) return { status: 204 };
    forget(context, host);
    await context.save();
    return { status: 204 };
  },
};

function forget(context: PlaneContext, host: HostRecord): void {
  context.hosts.delete(host.uid);
  for (const record of context.enrolments.values()) {
    if (record.hostUid === host.uid) context.enrolments.delete(record.id);
  }
  context.changes.changed(host.uid);
  context.emit({ is: "host-removed", hostUid: host.uid });
}

function etagOf(revision: number): string {
  return `"${revision}"`;
}

function hostDeleted(): Reply {
  return problem(410, { code: "host-deleted", title: "This plane has no such host of this key." });
}
