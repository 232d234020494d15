import { createHmac } from "node:crypto";

export { createRedactor, type Redactor, redactText } from "./redactor.ts";
export { wholeSecret } from "./whole.ts";

/** Points at a secret by name; the value lives in the secrets folder of the state directory only. */
export interface SecretRef {
  readonly secret: string;
}

export function isSecretRef(value: unknown): value is SecretRef {
  return (
    typeof value === "object" &&
    value !== null &&
    "secret" in value &&
    typeof value.secret === "string"
  );
}

/** Digest of a secret: keyed, so that a short secret cannot be found by trying. */
export function keyedDigestOf(hostKey: Uint8Array, secret: string): string {
  return createHmac("sha256", hostKey).update(secret).digest("hex");
}

/** What stands where a secret was. */
export const MASK = "********";

const SHAPES: readonly RegExp[] = [
  /K10[0-9a-f]{64}::[^\s"']+/g,
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
];
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi;
const NAMES = "token|password|passwd|secret|authorization";
/** `token=...`, `"password": "..."`: a name beside its value, anywhere in a line. */
const ASSIGNED = new RegExp(
  `\\b(${NAMES})(["']?\\s*=\\s*|["']\\s*:\\s*)("[^"]*"|'[^']*'|[^\\s"',}]+)`,
  "gi",
);
/** `password: ...` as a line of a document or a header. In the middle of a sentence it is prose. */
const LINE = new RegExp(`^(\\s*(?:- )?(?:[\\w-]+-)?(?:${NAMES}):\\s+)(?![{|>])\\S.*$`, "gim");

/** Masks everything shaped like a secret, and every given value. For logs, journal and screens. */
export function redact(text: string, values: readonly string[] = []): string {
  let out = text;
  for (const value of values) if (value.length >= 4) out = out.replaceAll(value, MASK);
  for (const shape of SHAPES) out = out.replace(shape, MASK);
  return out
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(ASSIGNED, `$1$2${MASK}`)
    .replace(LINE, `$1${MASK}`);
}
