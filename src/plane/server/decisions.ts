import { randomUUID } from "node:crypto";
import { parseUserCode } from "../user-code.ts";
import type { PlaneContext } from "./context.ts";
import type { Enrolment, HostRecord } from "./state.ts";

/** What came of an approval or a rejection. */
export type Decision =
  | { readonly is: "approved"; readonly hostUid: string }
  | { readonly is: "rejected" }
  | { readonly is: "unknown-code" }
  | { readonly is: "expired" }
  /** Decided before, by whomever. */
  | { readonly is: "decided"; readonly as: Enrolment["status"] }
  /** Another live host has this id. */
  | { readonly is: "id-taken"; readonly by: HostRecord };

export function findByCode(context: PlaneContext, typed: string): Enrolment | undefined {
  const code = parseUserCode(typed);
  if (code === undefined) return undefined;
  return newestFirst(context).find((record) => record.userCode === code);
}

/** For the manual way: the operator has the id of the host, not its code. */
export function findByHostId(context: PlaneContext, id: string): Enrolment | undefined {
  return newestFirst(context).find(
    (record) => record.request.host.id === id && isOpen(context, record),
  );
}

export function isOpen(context: PlaneContext, record: Enrolment): boolean {
  return record.status === "pending" && record.expiresMs > context.clock.nowMs();
}

export function liveHostWithId(context: PlaneContext, id: string): HostRecord | undefined {
  return [...context.hosts.values()].find((host) => host.id === id && host.status === "ready");
}

export function hostOfKey(context: PlaneContext, keyId: string): HostRecord | undefined {
  return [...context.hosts.values()].find((host) => host.keyId === keyId);
}

export async function approve(context: PlaneContext, typed: string): Promise<Decision> {
  const found = findByCode(context, typed);
  const refusal = undecidable(context, found);
  if (found === undefined || refusal !== undefined) return refusal ?? { is: "unknown-code" };
  const other = liveHostWithId(context, found.request.host.id);
  if (other !== undefined && other.keyId !== found.keyId) return { is: "id-taken", by: other };
  const hostUid = adopt(context, found, "person");
  await context.save();
  return { is: "approved", hostUid };
}

export async function reject(
  context: PlaneContext,
  typed: string,
  reason?: string,
): Promise<Decision> {
  const found = findByCode(context, typed);
  const refusal = undecidable(context, found);
  if (found === undefined || refusal !== undefined) return refusal ?? { is: "unknown-code" };
  context.enrolments.set(found.id, {
    ...found,
    status: "rejected",
    ...(reason !== undefined && reason !== "" ? { reason } : {}),
  });
  context.changes.changed(found.id);
  context.emit({ is: "enrolment-rejected", hostId: found.request.host.id });
  await context.save();
  return { is: "rejected" };
}

function undecidable(context: PlaneContext, found: Enrolment | undefined): Decision | undefined {
  if (found === undefined) return { is: "unknown-code" };
  if (found.status !== "pending") return { is: "decided", as: found.status };
  return isOpen(context, found) ? undefined : { is: "expired" };
}

/** Makes the enrolment a host; the same key gets its old host back. The caller saves. */
export function adopt(
  context: PlaneContext,
  enrolment: Enrolment,
  approvedBy: HostRecord["approvedBy"],
): string {
  const { host, device } = enrolment.request;
  const before = hostOfKey(context, enrolment.keyId);
  const record: HostRecord = {
    uid: before?.uid ?? randomUUID(),
    id: host.id,
    keyId: enrolment.keyId,
    name: host.name,
    project: enrolment.project,
    approvedMs: context.clock.nowMs(),
    approvedBy,
    status: "ready",
    device,
    boots: [],
    ...(host.address === undefined ? {} : { address: host.address }),
    ...(before?.desired === undefined ? {} : { desired: before.desired }),
  };
  context.hosts.set(record.uid, record);
  context.enrolments.set(enrolment.id, { ...enrolment, status: "approved", hostUid: record.uid });
  context.changes.changed(enrolment.id);
  context.emit({ is: "enrolment-approved", hostId: host.id, hostUid: record.uid });
  return record.uid;
}

function newestFirst(context: PlaneContext): readonly Enrolment[] {
  return [...context.enrolments.values()].reverse();
}
