import {
  type ApprovalClaims,
  type DesiredInForce,
  type FileAnswer,
  fingerprintOf,
  readFileAnswer,
  type TakeOutcome,
  verifyApproval,
  verifyDesired,
} from "../plane/index.ts";
import type { Notes } from "./notes.ts";

/** What is known before an answer is read. */
export interface Known {
  readonly notes: Notes;
  /** Of the host's key. */
  readonly keyId: string;
  readonly confirmed: string | undefined;
  readonly desired: DesiredInForce | undefined;
  readonly nowMs: number;
}

export type Judged =
  | { readonly is: "taken"; readonly notes: Notes; readonly outcome: Taken }
  | Exclude<TakeOutcome, { is: "taken" }>;
type Taken = Extract<TakeOutcome, { is: "taken" }>;

/** Pure but for the mathematics of signatures: may this answer be believed, and what does it change. */
export async function judgeAnswer(text: string, known: Known): Promise<Judged> {
  const opened = readFileAnswer(text);
  if (opened.is === "refused") return opened;
  const answer = opened.value;
  const { hostId } = known.notes;
  if (answer.hostId !== hostId) return refused(`it is for another host, ${answer.hostId}`);
  const approved = await judgeApproval(answer, known);
  if (approved.is !== "approved") return approved;
  const { notes, claims } = approved;
  const decided = claims === undefined ? {} : { decision: claims.decision };
  if (answer.desired === undefined) {
    if (claims === undefined) return refused("there is nothing in it");
    return { is: "taken", notes, outcome: { is: "taken", ...decided, isNews: true } };
  }
  const judged = await judgeDesired(answer.desired, notes, known);
  if (judged.is === "refused") return judged;
  const { revision, isNews } = judged;
  return { is: "taken", notes, outcome: { is: "taken", ...decided, revision, isNews } };
}

type Approved = {
  readonly is: "approved";
  readonly notes: Notes;
  readonly claims: ApprovalClaims | undefined;
};

async function judgeApproval(
  { approval, desired }: FileAnswer,
  { notes, keyId, confirmed }: Known,
): Promise<Approved | Exclude<TakeOutcome, { is: "taken" }>> {
  if (approval === undefined) {
    if (notes.hostUid !== undefined) return { is: "approved", notes, claims: undefined };
    if (desired === undefined) return refused("there is nothing in it");
    return refused("it holds a desired state only, and this host was not taken on yet");
  }
  const { hostId, nonce, trusted } = notes;
  const verdict = await verifyApproval(approval, { hostId, keyId, nonce, trusted, confirmed });
  if (verdict.is === "refused") return verdict;
  if (verdict.is === "unconfirmed") {
    const { signer, isOther } = verdict;
    return { is: "unconfirmed", signer, fingerprint: fingerprintOf(signer), isOther };
  }
  const { claims, signer } = verdict;
  if (claims.decision === "rejected") {
    return { is: "approved", notes: { ...notes, confirmed: signer }, claims };
  }
  const { signingKeys, hostUid } = claims;
  const next = { ...notes, confirmed: signer, trusted: signingKeys, hostUid };
  return { is: "approved", notes: next, claims };
}

async function judgeDesired(
  jws: string,
  { trusted, hostUid = "" }: Notes,
  { desired, nowMs }: Known,
): Promise<
  | { readonly is: "desired"; readonly revision: number; readonly isNews: boolean }
  | { readonly is: "refused"; readonly why: string }
> {
  const verdict = await verifyDesired(jws, { keys: trusted, hostUid, nowMs });
  if (verdict.is === "refused") return refused(`its desired state is not accepted: ${verdict.why}`);
  const { revision } = verdict.claims;
  const before = desired?.revision ?? 0;
  if (revision < before) {
    return refused(`its desired state is revision ${revision}, older than ${before} in force`);
  }
  if (revision === before && jws !== desired?.jws) {
    return refused(`its desired state is another revision ${revision} than the one in force`);
  }
  return { is: "desired", revision, isNews: revision > before };
}

function refused(why: string): { readonly is: "refused"; readonly why: string } {
  return { is: "refused", why };
}
