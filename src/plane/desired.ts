import { CompactSign, type CryptoKey, compactVerify, importJWK } from "jose";
import { DESIRED_TYPE, type DesiredClaims, desiredClaims, type SigningKey } from "./contract.ts";

export type DesiredVerdict =
  | {
      readonly is: "verified";
      readonly claims: DesiredClaims;
      /** Id of the key. */
      readonly signer: string;
    }
  | { readonly is: "refused"; readonly why: string };

/** Signature by a pinned key, right host, not outdated. The caller compares the revision. */
export async function verifyDesired(
  jws: string,
  trusted: { readonly keys: readonly SigningKey[]; readonly hostUid: string; nowMs: number },
): Promise<DesiredVerdict> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      async ({ kid }) => {
        const key = trusted.keys.find((candidate) => candidate.kid === kid);
        if (key === undefined) throw new Error("it is signed by a key this host does not know");
        return importJWK({ ...key }, "EdDSA");
      },
      { algorithms: ["EdDSA"] },
    );
    if (protectedHeader.typ !== DESIRED_TYPE) return refused("it is not a desired state");
    const signer = protectedHeader.kid ?? "";
    return judge(JSON.parse(new TextDecoder().decode(payload)), { ...trusted, signer });
  } catch (thrown) {
    return refused(thrown instanceof Error ? thrown.message : "it cannot be read");
  }
}

function judge(
  payload: unknown,
  trusted: { readonly hostUid: string; readonly nowMs: number; readonly signer: string },
): DesiredVerdict {
  const parsed = desiredClaims.safeParse(payload);
  if (!parsed.success) return refused("its fields are not those of a desired state");
  const claims = parsed.data;
  if (claims.hostUid !== trusted.hostUid) return refused("it was made for another host");
  if (claims.notAfter !== undefined && Date.parse(claims.notAfter) < trusted.nowMs) {
    return refused(`it was valid until ${claims.notAfter}`);
  }
  return { is: "verified", claims, signer: trusted.signer };
}

export function signDesired(
  claims: DesiredClaims,
  signer: { readonly kid: string; readonly secret: CryptoKey | Uint8Array },
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "EdDSA", typ: DESIRED_TYPE, kid: signer.kid })
    .sign(signer.secret);
}

function refused(why: string): DesiredVerdict {
  return { is: "refused", why };
}
