import { createHash, randomBytes } from "node:crypto";

/** A secret that is shown once; the plane keeps its digest. 256 bits, so the digest needs no salt. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString("base64url")}`;
}

export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
