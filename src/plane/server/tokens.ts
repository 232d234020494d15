import { createHash } from "node:crypto";
import type { Clock } from "../../engine/index.ts";
import { problem, type Reply } from "./reply.ts";

/** A registration token as the operator of the plane made it. */
export interface PlaneToken {
  readonly token: string;
  /** Absent: any project. */
  readonly project?: string;
  /** Wall time. */
  readonly expiresMs?: number;
  /** How many hosts it may register. */
  readonly uses?: number;
  readonly revoked?: boolean;
}

export type TokenVerdict =
  | { readonly is: "accepted"; readonly project: string; readonly digest: string }
  | { readonly is: "refused"; readonly reply: Reply };

export interface TokenUse {
  readonly clock: Clock;
  readonly tokens: readonly PlaneToken[];
  readonly used: ReadonlyMap<string, number>;
}

export const DEFAULT_PROJECT = "Default";

export function judgeToken(
  authorization: string | undefined,
  project: string | undefined,
  { clock, tokens, used }: TokenUse,
): TokenVerdict {
  const given = authorization?.match(/^Bearer (.+)$/i)?.[1];
  if (given === undefined) return no(401, "token-invalid", "The request carries no token.");
  const digest = tokenDigest(given);
  // Compared by digest, so that the time taken says nothing about the token.
  const token = tokens.find((candidate) => tokenDigest(candidate.token) === digest);
  if (token === undefined) return no(401, "token-invalid", "This plane knows no such token.");
  if (token.revoked === true) return no(401, "token-revoked", "The token was revoked.");
  if (token.expiresMs !== undefined && token.expiresMs <= clock.nowMs()) {
    const at = new Date(token.expiresMs).toISOString();
    return no(401, "token-expired", `The token was valid until ${at}.`);
  }
  if (token.uses !== undefined && (used.get(digest) ?? 0) >= token.uses) {
    return no(401, "token-expired", "The token was used as often as it may be.");
  }
  if (project !== undefined && token.project !== undefined && project !== token.project) {
    return no(403, "token-scope", `The token is for the project ${token.project}.`);
  }
  return { is: "accepted", project: token.project ?? project ?? DEFAULT_PROJECT, digest };
}

function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function no(status: number, code: string, detail: string): TokenVerdict {
  return {
    is: "refused",
    reply: problem(status, { code, title: "The registration token is not accepted.", detail }),
  };
}
