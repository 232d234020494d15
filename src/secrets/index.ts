import { createHmac } from "node:crypto";
import { shapedSecrets } from "./shapes.ts";
import { maskSpans, mergeSpans } from "./spans.ts";

export { createRedactor, maskKnown, type Redactor, redactText } from "./redactor.ts";
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
/** What a name ends with that has a secret beside it: `edgeHostToken`, `client_secret`, `PrivateKey`. */
const NAMES =
  "[\\w-]{0,64}(?:token|password|passwd|passphrase|psk|secret|credentials?|authorization|cookie|client-key-data|(?:api|access|private|preshared|pairing|encryption)[-_]?key)";
/** A line of a key, when a journal gives the lines of a PEM file one by one: nothing but Base64. */
const KEY_LINE = /^[A-Za-z0-9+/]{60,76}={0,2}$/gm;
/** `token=...`, `"password": "..."`: a name beside its value, anywhere in a line. */
const ASSIGNED = new RegExp(
  `\\b(${NAMES})(["']?\\s*=\\s*|["']\\s*:\\s*)("[^"]*"|'[^']*'|[^\\s"',}]+)`,
  "gi",
);
/** `password: ...` as a line of a document or a header. In the middle of a sentence it is prose. */
const LINE = new RegExp(`^(\\s*(?:- )?(?:${NAMES}):\\s+)(?![{|>])\\S.*$`, "gim");

/** Masks everything shaped like a secret, and every given value. For logs, journal and screens. */
export function redact(text: string, values: readonly string[] = []): string {
  let out = text;
  for (const value of values) if (value.length >= 4) out = out.replaceAll(value, MASK);
  for (const shape of SHAPES) out = out.replace(shape, MASK);
  return maskSpans(out, mergeSpans(shapedSecrets(out)), MASK)
    .replace(KEY_LINE, MASK)
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(ASSIGNED, `$1$2${MASK}`)
    .replace(LINE, `$1${MASK}`);
}
