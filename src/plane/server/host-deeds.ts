import { signDesired } from "../desired.ts";
import type { Desk } from "./context.ts";
import { record } from "./decisions.ts";

export interface Assignment {
  readonly hostUid: string;
  readonly spec: unknown;
  readonly locks: readonly string[];
}

/** Signs the next revision; `undefined` when there is no such host. */
export async function assign(
  desk: Desk,
  actor: string,
  given: Assignment,
): Promise<number | undefined> {
  const { memory, clock, changes, emit } = desk;
  const { hostUid, spec } = given;
  const locks = [...given.locks];
  const before = memory.hosts.byUid(hostUid)?.desired?.revision ?? 0;
  const revision = before + 1;
  const issuedAt = new Date(clock.nowMs()).toISOString();
  const { key, secret } = memory.signer;
  const claims = { revision, issuedAt, hostUid, spec, ...(locks.length > 0 && { locks }) };
  const jws = await signDesired(claims, { kid: key.kid, secret });
  const isDone = memory.change(() => {
    const host = memory.hosts.byUid(hostUid);
    if (host === undefined) return "no-host";
    // Signing takes a moment: somebody else may have assigned this revision meanwhile.
    if ((host.desired?.revision ?? 0) !== before) return "again";
    memory.hosts.put({ ...host, desired: { revision, jws, locks } });
    record(desk, "desired-assigned", { actor, subject: host.id, detail: `revision ${revision}` });
    return "done";
  });
  if (isDone === "again") return assign(desk, actor, given);
  if (isDone === "no-host") return undefined;
  changes.changed(hostUid);
  emit({ is: "desired-assigned", hostUid, revision });
  return revision;
}

/** It learns so at its next request. False when there is no such host. */
export function expel(
  desk: Desk,
  actor: string,
  { hostUid, status }: { readonly hostUid: string; readonly status: "deleted" | "revoked" },
): boolean {
  const { memory, changes, emit } = desk;
  return memory.change(() => {
    const host = memory.hosts.byUid(hostUid);
    if (host === undefined) return false;
    memory.hosts.put({ ...host, status });
    record(desk, status === "deleted" ? "host-deleted" : "host-revoked", {
      actor,
      subject: host.id,
      detail: hostUid,
    });
    changes.changed(hostUid);
    emit({ is: "host-removed", hostUid });
    return true;
  });
}

/** With its next heartbeat the host hears that its inventory is wanted. */
export function askInventory(desk: Desk, actor: string, hostUid: string): boolean {
  const { memory } = desk;
  return memory.change(() => {
    const host = memory.hosts.byUid(hostUid);
    if (host?.status !== "ready") return false;
    memory.hosts.put({ ...host, wantsInventory: true });
    record(desk, "inventory-asked", { actor, subject: host.id });
    return true;
  });
}
