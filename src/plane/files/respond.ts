import { type Signer, signApproval, writeFileAnswer } from "./answer.ts";
import type { FileRequest } from "./request.ts";

export interface PlaneWord {
  readonly decision: "approved" | "rejected";
  readonly hostUid: string;
  readonly project: string;
  readonly reason?: string | undefined;
  /** Signed by the same plane. */
  readonly desired?: string | undefined;
  readonly nowMs: number;
}

/** The operator's side: the file a person carries back to the host. */
export async function respondToFile(
  { request, keyId, nonce }: FileRequest,
  word: PlaneWord,
  signer: Signer,
): Promise<string> {
  const hostId = request.host.id;
  const { decision, hostUid, project, reason, desired, nowMs } = word;
  const issuedAt = new Date(nowMs).toISOString();
  const claims = { decision, hostId, keyId, nonce, issuedAt, hostUid, project };
  const approval = await signApproval(
    { ...claims, signingKeys: [signer.key], ...(reason === undefined ? {} : { reason }) },
    signer,
  );
  return writeFileAnswer({ hostId, approval, ...(desired === undefined ? {} : { desired }) });
}
