import { calculateJwkThumbprint, compactVerify, EmbeddedJWK } from "jose";
import type { Clock } from "../../engine/index.ts";
import {
  MAX_SKEW_MS,
  PROOF_HEADER,
  PROOF_TYPE,
  type ProofClaims,
  type PublicJwk,
  proofClaims,
  publicJwk,
} from "../contract.ts";
import { bodyDigest } from "../host-key.ts";
import { type PlaneRequest, problem, type Reply } from "./reply.ts";

export type ProofVerdict =
  | { readonly is: "proved"; readonly keyId: string; readonly jwk: PublicJwk }
  | { readonly is: "refused"; readonly reply: Reply };

export type ProofCheck = (request: PlaneRequest) => Promise<ProofVerdict>;

/** DPoP in shape (RFC 9449): the caller holds the key, meant this request, just now, and only once. */
export function createProofCheck(options: {
  readonly clock: Clock;
  /** Origins under which callers know this plane. */
  origins(): readonly string[];
}): ProofCheck {
  const { clock } = options;
  const seen = createReplayCache(clock);
  return async (request) => {
    const jws = request.headers[PROOF_HEADER];
    if (jws === undefined) return refused("proof-missing", "The request is not signed.");
    const opened = await open(jws);
    if (opened === undefined) return refused("proof-invalid", "The signature does not verify.");
    const { claims, jwk } = opened;
    const wrong = mismatch(claims, request, options.origins());
    if (wrong !== undefined) return refused("proof-invalid", `The signature is for ${wrong}.`);
    if (Math.abs(claims.iat * 1000 - clock.nowMs()) > MAX_SKEW_MS) return skewed(clock);
    const keyId = await calculateJwkThumbprint(jwk, "sha256");
    if (!seen.first(`${keyId} ${claims.jti}`)) {
      return refused("proof-replayed", "This signed request was already used.");
    }
    return { is: "proved", keyId, jwk };
  };
}

async function open(jws: string): Promise<{ claims: ProofClaims; jwk: PublicJwk } | undefined> {
  if (jws.length > 4096) return undefined;
  try {
    const { payload, protectedHeader } = await compactVerify(jws, EmbeddedJWK, {
      algorithms: ["EdDSA"],
    });
    if (protectedHeader.typ !== PROOF_TYPE) return undefined;
    return {
      claims: proofClaims.parse(JSON.parse(new TextDecoder().decode(payload))),
      jwk: publicJwk.parse(protectedHeader.jwk),
    };
  } catch {
    return undefined;
  }
}

function mismatch(
  claims: ProofClaims,
  request: PlaneRequest,
  origins: readonly string[],
): string | undefined {
  if (claims.htm !== request.method) return "another method";
  if (!URL.canParse(claims.htu)) return "no address";
  const url = new URL(claims.htu);
  if (url.pathname !== request.path) return "another path";
  if (!origins.includes(url.origin)) return "another plane";
  if (claims.bodySha256 !== bodyDigest(request.body)) return "another body";
  return undefined;
}

/** Proofs older than the skew are refused anyway, so ten minutes remember all that could come back. */
function createReplayCache(clock: Clock): { first(key: string): boolean } {
  const until = new Map<string, number>();
  return {
    first(key) {
      const nowMs = clock.nowMs();
      for (const [old, untilMs] of until) {
        if (untilMs > nowMs && until.size < 100_000) break;
        until.delete(old);
      }
      if (until.has(key)) return false;
      until.set(key, nowMs + 2 * MAX_SKEW_MS);
      return true;
    },
  };
}

function skewed(clock: Clock): ProofVerdict {
  const serverTime = new Date(clock.nowMs()).toISOString();
  return {
    is: "refused",
    reply: problem(401, {
      code: "clock-skew",
      title: "The clocks differ by more than five minutes.",
      extra: { serverTime },
    }),
  };
}

function refused(code: string, title: string): ProofVerdict {
  return { is: "refused", reply: problem(401, { code, title }) };
}
