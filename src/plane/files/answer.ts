// Over 120 lines: the writing and the judging of one file, side by side.
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  importJWK,
} from "jose";
import { z } from "zod";
import { publicJwk, type SigningKey, signingKey } from "../contract.ts";
import { fingerprintOf } from "../host-key.ts";
import { ANSWER_FILE, type Opened, openEnvelope, refusedFile } from "./envelope.ts";

const APPROVAL_TYPE = "edge-approval+jwt";
const id = z.string().min(1).max(128);

/** The plane's word on one request of one host key; of no use for any other. */
export const approvalClaims = z.object({
  decision: z.enum(["approved", "rejected"]),
  hostId: id,
  /** Of the host's key. */
  keyId: id,
  /** Of the request. */
  nonce: id,
  issuedAt: z.iso.datetime(),
  hostUid: id,
  project: z.string().max(128),
  reason: z.string().max(1000).optional(),
  /** What the host believes from now on; the key that signs this is one of them. */
  signingKeys: z.array(signingKey).min(1).max(16),
});
export type ApprovalClaims = Readonly<z.infer<typeof approvalClaims>>;

const envelope = z.object({
  bringup: z.literal(ANSWER_FILE),
  hostId: id,
  approval: z.string().optional(),
  /** The same desired state as over the network. */
  desired: z.string().optional(),
});
export type FileAnswer = Readonly<Omit<z.infer<typeof envelope>, "bringup">>;

export interface Signer {
  readonly key: SigningKey;
  readonly secret: CryptoKey | Uint8Array;
}

export function signApproval(claims: ApprovalClaims, { key, secret }: Signer): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "EdDSA", typ: APPROVAL_TYPE, kid: key.kid })
    .sign(secret);
}

export function writeFileAnswer(answer: FileAnswer): string {
  return `${JSON.stringify({ bringup: ANSWER_FILE, ...answer }, undefined, 1)}\n`;
}

export function readFileAnswer(text: string): Opened<FileAnswer> {
  return openEnvelope(text, ANSWER_FILE, envelope);
}

/** What a host knows of itself and of its plane before it reads an answer. */
export interface ApprovalSubject {
  readonly hostId: string;
  readonly keyId: string;
  /** Of the request that is open; absent: none is. */
  readonly nonce: string | undefined;
  /** Keys believed already; none on first use. */
  readonly trusted: readonly SigningKey[];
  /** The key a person compared and confirmed just now: its id, or the beginning of it. */
  readonly confirmed?: string | undefined;
}

export type ApprovalVerdict =
  | { readonly is: "verified"; readonly claims: ApprovalClaims; readonly signer: string }
  /** All is well but that nobody said yet whether this key is the plane's. */
  | { readonly is: "unconfirmed"; readonly signer: string; readonly isOther: boolean }
  | { readonly is: "refused"; readonly why: string };

export async function verifyApproval(
  approval: string,
  subject: ApprovalSubject,
): Promise<ApprovalVerdict> {
  const opened = await openApproval(approval, subject.trusted);
  if (opened.is === "refused") return opened;
  const { claims, signer } = opened.value;
  const wrong = mismatch(claims, subject);
  if (wrong !== undefined) return refusedFile(wrong);
  const isTrusted = subject.trusted.some(({ kid }) => kid === signer);
  if (isTrusted || isMeantSigner(signer, subject.confirmed)) {
    return { is: "verified", claims, signer };
  }
  return { is: "unconfirmed", signer, isOther: subject.trusted.length > 0 };
}

/** At least the eight characters that are shown, in pairs or not. */
export function isMeantSigner(signer: string, typed: string | undefined): boolean {
  const shown = (typed ?? "").replaceAll(/\s/g, "");
  return shown.length >= 8 && signer.startsWith(shown);
}

function mismatch(claims: ApprovalClaims, subject: ApprovalSubject): string | undefined {
  if (claims.hostId !== subject.hostId) return `it was made for another host, ${claims.hostId}`;
  if (claims.keyId !== subject.keyId) {
    return "it was made for another key of this host, as it had before it was installed anew";
  }
  if (subject.nonce === undefined) return "this host has no open request";
  if (claims.nonce === subject.nonce) return undefined;
  return "it answers another request of this host: take the newest request to the operator";
}

/** On first use the key is the one inside; its name is its own thumbprint, so it cannot be borrowed. */
async function openApproval(
  approval: string,
  trusted: readonly SigningKey[],
): Promise<Opened<{ readonly claims: ApprovalClaims; readonly signer: string }>> {
  const claims = claimsIn(approval);
  const signer = headerOf(approval);
  if (claims === undefined || signer === undefined) return refusedFile("it holds no approval");
  const key = [...trusted, ...claims.signingKeys].find(({ kid }) => kid === signer);
  if (key === undefined) return refusedFile("the key that signed it is not among its own");
  if ((await calculateJwkThumbprint(publicJwk.parse(key), "sha256")) !== signer) {
    return refusedFile("the key that signed it goes by a wrong name");
  }
  try {
    await compactVerify(approval, await importJWK({ ...key }, "EdDSA"), { algorithms: ["EdDSA"] });
  } catch {
    return refusedFile(`its signature by ${fingerprintOf(signer)} does not verify`);
  }
  return { is: "opened", value: { claims, signer } };
}

function claimsIn(approval: string): ApprovalClaims | undefined {
  try {
    const payload = Buffer.from(approval.split(".")[1] ?? "", "base64url").toString();
    return approvalClaims.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}

function headerOf(approval: string): string | undefined {
  try {
    const { typ, kid } = decodeProtectedHeader(approval);
    return typ === APPROVAL_TYPE ? kid : undefined;
  } catch {
    return undefined;
  }
}
