import { randomBytes } from "node:crypto";
import { type HeartbeatRequest, heartbeatRequest, tokenRequest } from "../contract.ts";
import { preferredWaitMs } from "./changes.ts";
import type { PlaneContext } from "./context.ts";
import { json, problem, type Reply } from "./reply.ts";
import type { Route } from "./route.ts";
import { digestOf } from "./secret-text.ts";
import { hostDeleted, standing } from "./standing.ts";
import type { Beat, HostRecord } from "./state.ts";
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
    const host = context.memory.hosts.byUid(body.value.hostUid);
    if (host === undefined || host.keyId !== keyId) return hostDeleted();
    const refusal = standing(host);
    if (refusal !== undefined) return refusal;
    const nowMs = context.clock.nowMs();
    for (const [digest, grant] of context.access) {
      if (grant.untilMs <= nowMs) context.access.delete(digest);
    }
    const accessToken = randomBytes(32).toString("base64url");
    context.access.set(digestOf(accessToken), {
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
    const heartbeat = body.value;
    const { memory } = context;
    const before = memory.beats.get(host.uid);
    if (isClone(before, heartbeat)) {
      return problem(409, { code: "clone-suspected", title: "Two machines use this identity." });
    }
    const { bootId, seq, inventoryDigest } = heartbeat;
    const known = before?.boots ?? [];
    const boots = known.at(-1) === bootId ? known : [...known, bootId].slice(-16);
    const heartbeatMs = context.clock.nowMs();
    memory.beats.put(host.uid, { heartbeat, heartbeatMs, boots });
    context.emit({ is: "heartbeat-received", hostUid: host.uid, seq });
    return json(200, {
      serverTime: new Date(heartbeatMs).toISOString(),
      nextSec: context.heartbeatSec,
      desiredRevision: host.desired?.revision ?? 0,
      wantInventory: host.wantsInventory || isOutdated(host, inventoryDigest, context),
    });
  },
};

function isClone(before: Beat | undefined, { bootId, seq }: HeartbeatRequest): boolean {
  if (before === undefined) return false;
  if (before.boots.at(-1) !== bootId) return before.boots.includes(bootId);
  return seq <= before.heartbeat.seq;
}

/** A host that tells no digest sends no inventories. */
function isOutdated({ uid }: HostRecord, digest: string | undefined, { memory }: PlaneContext) {
  return digest !== undefined && memory.reports.inventory(uid)?.digest !== digest;
}

/** Operation 6: the desired state as a compact JWS; its revision is the ETag. */
export const desired: Route = {
  method: "GET",
  path: "/hosts/:uid/desired",
  auth: "host",
  async run(request, { host }, context) {
    if (host === undefined) return hostDeleted();
    const known = request.headers["if-none-match"];
    const current = () => context.memory.hosts.byUid(host.uid);
    await context.changes.wait(host.uid, {
      ms: preferredWaitMs(request.headers.prefer),
      signal: request.signal,
      isNews: () => hasNews(current(), known),
    });
    const now = current();
    if (now === undefined) return hostDeleted();
    return standing(now) ?? showDesired(now, known);
  },
};

function hasNews(host: HostRecord | undefined, known: string | undefined): boolean {
  if (host?.status !== "ready") return true;
  return host.desired !== undefined && etagOf(host.desired.revision) !== known;
}

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
    const { memory } = context;
    return memory.change(() => {
      const host = memory.hosts.byUid(request.params.uid ?? "");
      if (host !== undefined && host.keyId !== keyId) return hostDeleted();
      // Repeating it after a lost answer is no error.
      if (host !== undefined) forget(context, host);
      return { status: 204 };
    });
  },
};

function forget({ memory, changes, emit }: PlaneContext, { uid }: HostRecord): void {
  memory.hosts.delete(uid);
  memory.beats.delete(uid);
  memory.reports.forgetHost(uid);
  memory.enrolments.forgetHost(uid);
  changes.changed(uid);
  emit({ is: "host-removed", hostUid: uid });
}

function etagOf(revision: number): string {
  return `"${revision}"`;
}
