import { fingerprintOf } from "../host-key.ts";
import { formatUserCode } from "../user-code.ts";
import type { Desk } from "./context.ts";
import { approve, type Decision, record, reject } from "./decisions.ts";
import { type ExpectedHost, newPairingKey, pairingDigestOf } from "./expected-hosts.ts";
import { createFileDesk, type FileDesk } from "./file-desk.ts";
import { askInventory, assign, expel } from "./host-deeds.ts";
import { createOperatorDesk, type OperatorDesk } from "./operator-desk.ts";
import type { Beat, HostRecord } from "./state.ts";
import type { NewToken, TokenView } from "./tokens.ts";

/** What an operator can do, for programs and the command line; each deed goes into the audit. */
export interface PlaneDesk extends OperatorDesk {
  /** For hosts whose requests somebody carries here. */
  readonly files: FileDesk;
  /** Requests that wait for a person, newest last. */
  pending(): readonly PendingRequest[];
  hosts(): readonly PlaneHost[];
  approve(userCode: string): Promise<Decision>;
  reject(userCode: string, reason?: string): Promise<Decision>;
  /**
   * Signs `spec` as the next revision for this host; `undefined` when there is no such host. `locks`
   * are dotted paths of what the host's local layer may not change.
   */
  assign(hostUid: string, spec: unknown, locks?: readonly string[]): Promise<number | undefined>;
  /** Deletes or revokes a host; it learns so at its next request. False when there is none. */
  expel(hostUid: string, as: "deleted" | "revoked"): Promise<boolean>;
  /** Asks for the whole inventory with the next heartbeat. */
  askInventory(hostUid: string): boolean;
  createToken(given: Omit<NewToken, "createdMs" | "createdBy">): { id: string; token: string };
  tokens(): readonly TokenView[];
  revokeToken(id: string): boolean;
  /** Enters a host by its id; the answer holds its pairing key when it was asked for, once. */
  expect(given: HostToExpect): { readonly pairingKey?: string };
  expected(): readonly ExpectedHost[];
  unexpect(id: string): boolean;
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
export type PlaneHost = Omit<HostRecord, "keyId" | "approvedMs" | "desired" | "wantsInventory"> & {
  readonly fingerprint: string;
  readonly desiredRevision: number;
  readonly device: Readonly<Record<string, unknown>>;
} & Partial<Pick<Beat, "heartbeat" | "heartbeatMs">>;

export interface HostToExpect {
  readonly id: string;
  readonly project?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Thumbprint of its key, or the 8 characters both screens show. */
  readonly key?: string | undefined;
  readonly withPairingKey?: boolean | undefined;
}

export function createDesk(desk: Desk, actor: string): PlaneDesk {
  const { memory, clock } = desk;
  const { change, hosts, tokens, expected } = memory;
  const recorded = (action: Parameters<typeof record>[1], subject: string, detail = "") =>
    record(desk, action, { actor, subject, detail });
  return {
    ...createOperatorDesk(desk, actor),
    files: createFileDesk(desk, actor),
    pending: () => memory.enrolments.open(clock.nowMs()).map(pendingOf),
    hosts: () => hosts.all().map((host) => shown(desk, host)),
    approve: async (userCode) => approve(desk, userCode, { actor }),
    reject: async (userCode, reason) => reject(desk, userCode, { actor, reason }),
    assign: (hostUid, spec, locks = []) => assign(desk, actor, { hostUid, spec, locks }),
    expel: async (hostUid, status) => expel(desk, actor, { hostUid, status }),
    askInventory: (hostUid) => askInventory(desk, actor, hostUid),
    createToken: (given) =>
      change(() => {
        const made = tokens.create({ ...given, createdMs: clock.nowMs(), createdBy: actor });
        recorded("token-created", made.id, given.name);
        return made;
      }),
    tokens: () => tokens.list(),
    revokeToken: (id) =>
      change(() => {
        const isKnown = tokens.revoke(id, clock.nowMs());
        if (isKnown) recorded("token-revoked", id);
        return isKnown;
      }),
    expect: ({ id, project, tags = {}, key, withPairingKey }) =>
      change(() => {
        const pairingKey = withPairingKey === true ? newPairingKey() : undefined;
        expected.put({
          ...{ id, tags, createdMs: clock.nowMs(), createdBy: actor },
          ...(project === undefined ? {} : { project }),
          ...(key === undefined ? {} : { key }),
          ...(pairingKey === undefined ? {} : { pairingDigest: pairingDigestOf(pairingKey) }),
        });
        recorded("host-expected", id, project);
        return pairingKey === undefined ? {} : { pairingKey };
      }),
    expected: () => expected.list(),
    unexpect: (id) =>
      change(() => {
        const wasThere = expected.remove(id);
        if (wasThere) recorded("host-forgotten", id);
        return wasThere;
      }),
  };
}

function pendingOf(it: ReturnType<Desk["memory"]["enrolments"]["open"]>[number]): PendingRequest {
  return {
    enrolmentId: it.id,
    userCode: formatUserCode(it.userCode),
    hostId: it.request.host.id,
    name: it.request.host.name,
    fingerprint: fingerprintOf(it.keyId),
    expiresMs: it.expiresMs,
  };
}

function shown({ memory }: Desk, host: HostRecord): PlaneHost {
  const { keyId, desired, approvedMs: _approvedMs, wantsInventory: _asked, ...rest } = host;
  const { heartbeat, heartbeatMs } = memory.beats.get(host.uid) ?? {};
  return {
    ...rest,
    fingerprint: fingerprintOf(keyId),
    desiredRevision: desired?.revision ?? 0,
    device: memory.reports.inventory(host.uid)?.device ?? {},
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
  };
}
