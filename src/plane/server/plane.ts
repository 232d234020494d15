import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { signDesired } from "../desired.ts";
import { fingerprintOf } from "../host-key.ts";
import { formatUserCode } from "../user-code.ts";
import { openContext, type PlaneContext } from "./context.ts";
import { approve, type Decision, isOpen, reject } from "./decisions.ts";
import type { PlaneEvent } from "./events.ts";
import { createListener } from "./listener.ts";
import { createProofCheck } from "./proof.ts";
import type { HostRecord, PlaneStore } from "./state.ts";
import { forgetfulPlaneStore } from "./store.ts";
import type { PlaneToken } from "./tokens.ts";

export interface PlaneOptions {
  /** Port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** What people and QR codes are given; the listening address unless told. */
  readonly publicUrl?: string;
  /** In memory only unless told. */
  readonly store?: PlaneStore;
  readonly tokens: readonly PlaneToken[];
  readonly clock?: Clock;
  /** How long a code may be approved; 15 minutes unless told. */
  readonly codeLifeMs?: number;
  /** What hosts are told; 60 unless told. */
  readonly heartbeatSec?: number;
  /** Requests a second from one address; 50 unless told, four times that in a burst. */
  readonly perSecond?: number;
  /** Time a caller has for its headers; 10 s unless told. */
  readonly slowCallerMs?: number;
  onEvent?(event: PlaneEvent): void;
}

/** A management plane in this process: the reference of the contract, for rehearsal and tests. */
export interface Plane {
  /** Where it listens: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly publicUrl: string;
  /** Requests that wait for a person, newest last. */
  pending(): readonly PendingRequest[];
  hosts(): readonly PlaneHost[];
  approve(userCode: string): Promise<Decision>;
  reject(userCode: string, reason?: string): Promise<Decision>;
  /** Signs `spec` as the next revision for this host; `undefined` when there is no such host. */
  assign(hostUid: string, spec: unknown): Promise<number | undefined>;
  /** Deletes or revokes a host; it learns so at its next request. False when there is none. */
  expel(hostUid: string, as: "deleted" | "revoked"): Promise<boolean>;
  close(): Promise<void>;
}

export interface PendingRequest {
  readonly enrolmentId: string;
  readonly userCode: string;
  readonly hostId: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly expiresMs: number;
}

/** A host the plane took on, as its operator sees it. */
export type PlaneHost = Omit<HostRecord, "keyId" | "boots" | "approvedMs" | "desired"> & {
  readonly fingerprint: string;
  readonly desiredRevision: number;
};

export async function startPlane(options: PlaneOptions): Promise<Plane> {
  const closing = new AbortController();
  const address = { url: "", publicUrl: "" };
  const context = await openContext({
    clock: options.clock ?? systemClock,
    store: options.store ?? forgetfulPlaneStore,
    tokens: options.tokens,
    codeLifeMs: options.codeLifeMs ?? 15 * 60_000,
    heartbeatSec: options.heartbeatSec ?? 60,
    publicUrl: () => address.publicUrl,
    emit: (event) => options.onEvent?.(event),
  });
  const origins = () => [new URL(address.url).origin, new URL(address.publicUrl).origin];
  const server = createListener({
    context,
    checkProof: createProofCheck({ clock: context.clock, origins }),
    perSecond: options.perSecond ?? 50,
    slowCallerMs: options.slowCallerMs ?? 10_000,
    closing: closing.signal,
  });
  await new Promise<void>((resolve, rejectListen) => {
    server.once("error", (cause) => rejectListen(listenFailed(options, cause)));
    server.listen(options.listen.port, options.listen.host, resolve);
  });
  address.url = urlOf(server.address(), options.listen.host);
  address.publicUrl = (options.publicUrl ?? address.url).replace(/\/+$/, "");
  return {
    ...address,
    ...administration(context),
    async close() {
      closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 200).unref();
      });
      await context.save();
    },
  };
}

function administration(context: PlaneContext): Omit<Plane, "url" | "publicUrl" | "close"> {
  return {
    pending: () =>
      [...context.enrolments.values()]
        .filter((record) => isOpen(context, record))
        .map((record) => ({
          enrolmentId: record.id,
          userCode: formatUserCode(record.userCode),
          hostId: record.request.host.id,
          name: record.request.host.name,
          fingerprint: fingerprintOf(record.keyId),
          expiresMs: record.expiresMs,
        })),
    hosts: () => [...context.hosts.values()].map(shown),
    approve: (userCode) => approve(context, userCode),
    reject: (userCode, reason) => reject(context, userCode, reason),
    assign: (hostUid, spec) => assign(context, hostUid, spec),
    async expel(hostUid, status) {
      const host = context.hosts.get(hostUid);
      if (host === undefined) return false;
      context.hosts.set(hostUid, { ...host, status });
      context.changes.changed(hostUid);
      context.emit({ is: "host-removed", hostUid });
      await context.save();
      return true;
    },
  };
}

async function assign(
  context: PlaneContext,
  hostUid: string,
  spec: unknown,
): Promise<number | undefined> {
  const revision = (context.hosts.get(hostUid)?.desired?.revision ?? 0) + 1;
  const issuedAt = new Date(context.clock.nowMs()).toISOString();
  const { key, secret } = context.signer;
  const jws = await signDesired({ revision, issuedAt, hostUid, spec }, { kid: key.kid, secret });
  const host = context.hosts.get(hostUid);
  if (host === undefined) return undefined;
  context.hosts.set(hostUid, { ...host, desired: { revision, jws } });
  context.changes.changed(hostUid);
  context.emit({ is: "desired-assigned", hostUid, revision });
  await context.save();
  return revision;
}

function shown(host: HostRecord): PlaneHost {
  const { keyId, boots: _boots, desired, approvedMs: _approvedMs, ...rest } = host;
  return { ...rest, fingerprint: fingerprintOf(keyId), desiredRevision: desired?.revision ?? 0 };
}

/** Listening everywhere is reached here by loopback; others are given `publicUrl`. */
function urlOf(bound: string | AddressInfo | null, host: string): string {
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

function listenFailed({ listen }: PlaneOptions, cause: Error): BringupError {
  const where = `${listen.host}:${listen.port}`;
  return new BringupError("PLANE_LISTEN_FAILED", `The plane cannot listen on ${where}.`, { cause });
}
