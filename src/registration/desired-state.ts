import { asBringupError, BringupError, errorView } from "../errors/index.ts";
import { type FileLook, fingerprintOf, verifyDesired } from "../plane/index.ts";
import type { DesiredState, Work } from "./turn.ts";

export interface OfferedDesired {
  readonly jws: string;
  readonly etag?: string | undefined;
  /** A person wants this one although a newer one is in force. */
  readonly mayBeOlder?: boolean;
}

export type TakenDesired =
  | { readonly is: "taken"; readonly revision: number }
  /** It is in force already. */
  | { readonly is: "same"; readonly revision: number }
  /** The one before stays in force. */
  | { readonly is: "refused"; readonly why: string };

/** The one way in, whether the plane answered with it or a person brought it as a file. */
export async function takeDesired(work: Work, offered: OfferedDesired): Promise<TakenDesired> {
  const { approved, offsetMs } = work.desk.record();
  if (approved === undefined) return NOT_TAKEN_ON;
  const verdict = await verifyDesired(offered.jws, {
    keys: approved.signingKeys,
    hostUid: approved.hostUid,
    nowMs: work.clock.nowMs() + offsetMs,
  });
  if (verdict.is === "refused") return verdict;
  const { revision, spec, locks = [] } = verdict.claims;
  const { desired } = work.desk.record();
  const before = desired?.revision ?? 0;
  if (revision < before && offered.mayBeOlder !== true) {
    return { is: "refused", why: `revision ${revision} is older than ${before}` };
  }
  if (revision === before && offered.jws !== desired?.jws) {
    return twoOf(revision);
  }
  const { jws, etag } = offered;
  work.desk.keep({ desired: { revision, jws, ...(etag === undefined ? {} : { etag }) } });
  const isInForce = work.desk.inForce() === revision;
  if (!isInForce) await handOver(work, { spec, revision, locks });
  return { is: isInForce ? "same" : "taken", revision };
}

/** What one says that lies in a file; nothing changes. */
export async function lookAtDesired({ desk, clock }: Work, jws: string): Promise<FileLook> {
  const { approved, offsetMs, desired } = desk.record();
  if (approved === undefined) return NOT_TAKEN_ON;
  const nowMs = clock.nowMs() + offsetMs;
  const { signingKeys: keys, hostUid } = approved;
  const verdict = await verifyDesired(jws, { keys, hostUid, nowMs });
  if (verdict.is === "refused") return verdict;
  const { revision } = verdict.claims;
  if (revision === desired?.revision && jws !== desired.jws) return twoOf(revision);
  return {
    ...{ is: "readable", holds: "desired", trust: "trusted", revision },
    signer: fingerprintOf(verdict.signer),
    ...(desired !== undefined && { inForce: desired.revision }),
  };
}

const NOT_TAKEN_ON = { is: "refused", why: "no plane has taken this host on" } as const;

function twoOf(revision: number): { readonly is: "refused"; readonly why: string } {
  return { is: "refused", why: `there are two of revision ${revision}` };
}

/** After a restart, without the network: the last verified document, verified again. */
export async function recallDesired(work: Work): Promise<void> {
  const { approved, desired, phase } = work.desk.record();
  // In local mode no plane has a say, also not with what it said before.
  if (approved === undefined || desired === undefined || phase === "local") return;
  const verdict = await verifyDesired(desired.jws, {
    keys: approved.signingKeys,
    hostUid: approved.hostUid,
    // It was accepted in time; that it is old now does not make it wrong.
    nowMs: 0,
  });
  if (verdict.is === "refused") return sayRefused(work, verdict.why);
  const { revision, spec, locks = [] } = verdict.claims;
  await handOver(work, { spec, revision, locks });
}

export function sayRefused({ desk }: Work, why: string): void {
  const message = `A desired state from the plane was not accepted: ${why}.`;
  desk.note({ desiredProblem: errorView(new BringupError("DESIRED_UNTRUSTED", message)) });
}

/** What the host cannot mean is said, and not in force; the conversation with the plane goes on. */
async function handOver({ desk, onDesired }: Work, desired: DesiredState): Promise<void> {
  try {
    await onDesired(desired);
    desk.note({ desiredProblem: undefined, inForce: desired.revision });
  } catch (thrown) {
    desk.note({ desiredProblem: errorView(asBringupError(thrown)) });
  }
}
