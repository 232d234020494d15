import { randomUUID } from "node:crypto";
import { parseUserCode } from "../user-code.ts";
import type { AuditAction } from "./audit.ts";
import type { Desk } from "./context.ts";
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

export function findByCode({ memory }: Desk, typed: string): Enrolment | undefined {
  const code = parseUserCode(typed);
  return code === undefined ? undefined : memory.enrolments.byCode(code);
}

/** For the manual way: the operator has the id of the host, not its code. */
export function findByHostId({ memory, clock }: Desk, id: string): Enrolment | undefined {
  return memory.enrolments.openByHostId(id, clock.nowMs());
}

export function isOpen({ clock }: Desk, record: Enrolment): boolean {
  return record.status === "pending" && record.expiresMs > clock.nowMs();
}

export interface Approval {
  readonly actor: string;
  /** In place of the one the host asked for. */
  readonly project?: string | undefined;
}

export function approve(desk: Desk, typed: string, { actor, project }: Approval): Decision {
  return desk.memory.change(() => {
    const found = findByCode(desk, typed);
    const refusal = undecidable(desk, found);
    if (found === undefined || refusal !== undefined) return refusal ?? { is: "unknown-code" };
    const other = desk.memory.hosts.liveById(found.request.host.id);
    if (other !== undefined && other.keyId !== found.keyId) return { is: "id-taken", by: other };
    const chosen = project === undefined || project === "" ? found : { ...found, project };
    const hostUid = adopt(desk, chosen, "person");
    record(desk, "host-approved", { actor, subject: found.request.host.id, detail: hostUid });
    return { is: "approved", hostUid };
  });
}

export interface Rejection {
  readonly actor: string;
  readonly reason?: string | undefined;
}

export function reject(desk: Desk, typed: string, { actor, reason = "" }: Rejection): Decision {
  const { memory, changes, emit } = desk;
  return memory.change(() => {
    const found = findByCode(desk, typed);
    const refusal = undecidable(desk, found);
    if (found === undefined || refusal !== undefined) return refusal ?? { is: "unknown-code" };
    const { id } = found.request.host;
    const why = reason === "" ? {} : { reason };
    memory.enrolments.put({ ...found, status: "rejected", ...why });
    changes.changed(found.id);
    record(desk, "host-rejected", { actor, subject: id, detail: reason });
    emit({ is: "enrolment-rejected", hostId: id });
    return { is: "rejected" };
  });
}

function undecidable(desk: Desk, found: Enrolment | undefined): Decision | undefined {
  if (found === undefined) return { is: "unknown-code" };
  if (found.status !== "pending") return { is: "decided", as: found.status };
  return isOpen(desk, found) ? undefined : { is: "expired" };
}

/** Makes the enrolment a host; the same key gets its old host back. Inside a change of the memory. */
export function adopt(
  { memory, clock, changes, emit }: Desk,
  enrolment: Enrolment,
  approvedBy: HostRecord["approvedBy"],
): string {
  const { host, device, xFacts } = enrolment.request;
  const before = memory.hosts.byKey(enrolment.keyId);
  const uid = before?.uid ?? randomUUID();
  const nowMs = clock.nowMs();
  memory.hosts.put({
    uid,
    id: host.id,
    keyId: enrolment.keyId,
    name: host.name,
    project: enrolment.project,
    tags: enrolment.tags,
    approvedMs: nowMs,
    approvedBy,
    status: "ready",
    wantsInventory: false,
    ...(host.address === undefined ? {} : { address: host.address }),
    ...(before?.desired === undefined ? {} : { desired: before.desired }),
  });
  memory.beats.delete(uid);
  const facts = xFacts === undefined ? {} : { xFacts };
  memory.reports.putInventory(uid, { device, ...facts, atMs: nowMs });
  memory.enrolments.put({ ...enrolment, status: "approved", hostUid: uid });
  changes.changed(enrolment.id);
  emit({ is: "enrolment-approved", hostId: host.id, hostUid: uid });
  return uid;
}

/** One line of the audit. */
export function record(
  { memory, clock }: Pick<Desk, "memory" | "clock">,
  action: AuditAction,
  { actor, subject, detail = "" }: { actor: string; subject: string; detail?: string },
): void {
  memory.audit.add({ atMs: clock.nowMs(), actor, action, subject, detail });
}
