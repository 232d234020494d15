import type { ErrorCode, ErrorView } from "../errors/index.ts";
import { methodOf } from "./methods/index.ts";
import { planeKindOf } from "./planes.ts";
import type { RegistrationRecord } from "./record.ts";
import type { Approval, RegistrationState, RegistrationView } from "./view.ts";

/** What is known besides the record, in memory only. */
export interface Moment {
  /** Why the plane has no desired state for this host: somebody else's work begins there. */
  readonly elsewhere?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** Wall time. */
  readonly nextTryMs?: number | undefined;
  readonly isAsking: boolean;
  /** Revision of the desired state this host holds itself to. */
  readonly inForce?: number | undefined;
  /** A desired state that was not accepted; the registration itself is fine. */
  readonly desiredProblem?: ErrorView | undefined;
}

const OFFLINE: ReadonlySet<ErrorCode> = new Set([
  "PLANE_UNREACHABLE",
  "PLANE_NAME_UNKNOWN",
  "PLANE_TIMED_OUT",
]);
const CONFLICT: ReadonlySet<ErrorCode> = new Set([
  "HOST_ID_TAKEN",
  "HOST_ID_REUSED",
  "HOST_CLONE_SUSPECTED",
]);

const UNDER_WAY: ReadonlySet<RegistrationRecord["phase"]> = new Set([
  ...(["contacting", "reachable", "enrolling"] as const),
  ...(["pending", "approved", "active"] as const),
]);

/** Pure: the state a person sees is the phase, unless something stands in its way. */
export function stateOf({ phase, problem }: RegistrationRecord): RegistrationState {
  if (!UNDER_WAY.has(phase) || problem === undefined || problem.code === "PLANE_BUSY") return phase;
  if (OFFLINE.has(problem.code)) return "offline";
  return CONFLICT.has(problem.code) ? "conflict" : "blocked";
}

export function viewOf(
  record: RegistrationRecord,
  moment: Moment,
  sinceMs: number,
): RegistrationView {
  const { method, plane, approved, enrolment, lastHeartbeatMs } = record;
  const problem = record.problem ?? moment.desiredProblem;
  const isHeard = planeKindOf(record.kind).isSilent !== true;
  const hasReport = isHeard && lastHeartbeatMs !== undefined;
  const isTold = moment.nextTryMs !== undefined && (isHeard || record.phase !== "active");
  return {
    state: stateOf(record),
    message: messageOf(record, moment),
    sinceMs,
    ...(method === undefined ? {} : { method }),
    ...(plane === undefined ? {} : { plane }),
    ...(isTold ? { nextTryMs: Math.round(moment.nextTryMs) } : {}),
    ...(record.phase === "pending" && enrolment !== undefined
      ? { approval: approvalOf(enrolment) }
      : {}),
    ...(approved === undefined ? {} : { hostUid: approved.hostUid, project: approved.project }),
    ...(moment.inForce === undefined ? {} : { desired: { revision: moment.inForce } }),
    ...(moment.fingerprint === undefined ? {} : { fingerprint: moment.fingerprint }),
    ...(hasReport ? { lastHeartbeatMs } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}

function approvalOf(enrolment: NonNullable<RegistrationRecord["enrolment"]>): Approval {
  const { id: enrolmentId, etag: _etag, intervalMs: _interval, todo: _todo, ...shown } = enrolment;
  return { enrolmentId, ...shown } as Approval;
}

function messageOf(record: RegistrationRecord, moment: Moment): string {
  const { problem, phase, isHalted } = record;
  if (problem === undefined) return calmMessage(record, moment);
  if (phase === "rejected" || phase === "expired" || isHalted) return problem.message;
  return `${sentence(problem.message)} ${meanwhile(record)}`;
}

/** What goes on, and what the person may do while it is asked again. */
function meanwhile({ phase, approved }: RegistrationRecord): string {
  if (phase === "approved" || phase === "active") {
    return "The host keeps its last verified state and is asked for nothing.";
  }
  if (phase === "pending")
    return "The request stays open at the plane; it is asked again by itself.";
  return approved === undefined
    ? "It is tried again by itself; you can go on in local mode and register later."
    : "It is tried again by itself; the registration from before stays in force.";
}

function calmMessage(record: RegistrationRecord, moment: Moment): string {
  const { phase, plane = "the plane", method } = record;
  switch (phase) {
    case "unconfigured":
      return "Not registered. Choose a way to register, or go on in local mode.";
    case "local":
      return "Local mode: this host works without a management plane. It can be registered later.";
    case "contacting":
      return moment.isAsking ? `Looking for ${plane}.` : `${plane} is asked again by itself.`;
    case "reachable":
      return `${plane} answers; it was not asked to take this host on yet.`;
    case "enrolling":
      return moment.isAsking
        ? `Asking ${plane} to take this host on.`
        : `${plane} is asked again by itself.`;
    case "pending":
      return record.enrolment?.todo ?? methodOf(method).waiting;
    case "approved":
      return `Approved by ${plane}; the first report is on its way.`;
    case "active":
      return (
        moment.elsewhere ??
        planeKindOf(record.kind).active ??
        `Registered with ${plane}; reports go out by themselves.`
      );
    case "rejected":
      return "The operator of the plane rejected this host.";
    case "expired":
      return "The code has expired.";
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
