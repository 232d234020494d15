import { createHash, randomUUID } from "node:crypto";
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from "jose";
import { z } from "zod";
import { PROOF_TYPE, type ProofClaims, type PublicJwk, publicJwk } from "./contract.ts";

/** The identity of a host towards planes: an Ed25519 pair, made before the first contact. */
export interface HostKey {
  readonly jwk: PublicJwk;
  /** RFC 7638 thumbprint. */
  readonly keyId: string;
  /** First 8 characters of the thumbprint in pairs, for people to compare on two screens. */
  readonly fingerprint: string;
  /** Compact JWS for the `Edge-Proof` header. */
  prove(claims: ProofClaims): Promise<string>;
  /** The pair as text, to be kept in a file of mode 0600. */
  serialise(): string;
}

const privateJwk = publicJwk.extend({ d: z.string().regex(/^[\w-]{43}$/) });

export async function createHostKey(): Promise<HostKey> {
  const pair = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return hostKeyOf(privateJwk.parse(await exportJWK(pair.privateKey)));
}

/** `undefined` when the text is not a key that `serialise` wrote. */
export async function restoreHostKey(text: string): Promise<HostKey | undefined> {
  try {
    return await hostKeyOf(privateJwk.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

export function fingerprintOf(keyId: string): string {
  return (keyId.slice(0, 8).match(/../g) ?? []).join(" ");
}

export interface ProofSubject {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
  /** Milliseconds since the epoch as the plane counts them. */
  readonly nowMs: number;
}

export function claimsOf({ method, url, body, nowMs }: ProofSubject): ProofClaims {
  return {
    htm: method,
    htu: url.replace(/[?#].*$/, ""),
    iat: nowMs / 1000,
    jti: randomUUID(),
    bodySha256: bodyDigest(body ?? ""),
  };
}

export function bodyDigest(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("base64url");
}

async function hostKeyOf(stored: z.infer<typeof privateJwk>): Promise<HostKey> {
  const jwk = publicJwk.parse(stored);
  const keyId = await calculateJwkThumbprint(jwk, "sha256");
  const secret = await importJWK(stored, "EdDSA");
  await proveWith(secret, jwk, { htm: "", htu: "", iat: 0, jti: "", bodySha256: "" });
  return {
    jwk,
    keyId,
    fingerprint: fingerprintOf(keyId),
    prove: (claims) => proveWith(secret, jwk, claims),
    serialise: () => JSON.stringify(stored),
  };
}

function proveWith(
  secret: Awaited<ReturnType<typeof importJWK>>,
  jwk: PublicJwk,
  claims: ProofClaims,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "EdDSA", typ: PROOF_TYPE, jwk: { ...jwk } })
    .sign(secret);
}
