import type { HttpFailure, HttpOutcome, ProxyTrouble } from "../../engine/index.ts";
import { pathErrorIn, proxySentence } from "./path-error.ts";

/** Codes of Node, OpenSSL and the system, in the order in which they are looked for. */
const BY_CODE: readonly (readonly [at: HttpFailure, codes: RegExp])[] = [
  ["dns", /^(ENOTFOUND|EAI_.+)$/],
  ["tls", /^(ERR_TLS_.+|ERR_SSL_.+|ERR_OSSL_.+|EPROTO|CERT_.+|.*SELF_SIGNED.*)$/],
  ["tls", /^(UNABLE_TO_.+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_CRYPTO_.+)$/],
  ["timeout", /^(ETIMEDOUT|ESOCKETTIMEDOUT)$/],
  ["connect", /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/],
  ["connect", /^(ENOENT|ENOTDIR|EACCES|EINVAL|ENOTSOCK|EPROTOTYPE)$/],
  ["protocol", /^(HPE_.+|ECONNRESET|EPIPE|ERR_HTTP.*|ERR_STREAM_PREMATURE_CLOSE)$/],
];

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "the network is unreachable",
  ENOENT: "there is no such socket",
  EACCES: "this user may not open the socket",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "no name server answers",
  ECONNRESET: "the connection was closed by the other side",
  ETIMEDOUT: "no answer",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an authority that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate comes from an authority that is not trusted here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate comes from an authority that is not trusted here",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** Walks the whole chain of causes: the truth is often one level deeper. Never shows the address in full. */
export function httpFailure(thrown: unknown, url: URL, proxyUrl?: string): HttpOutcome {
  const trouble = pathErrorIn(thrown)?.proxy;
  const codes = codesOf(thrown);
  if (trouble !== undefined) return proxyFailure(proxyUrl, trouble, wordsOf(codes));
  const beforeTls = messagesOf(thrown).some((text) => /before secure TLS connection/.test(text));
  for (const [at, pattern] of BY_CODE) {
    const code = codes.find((found) => pattern.test(found));
    if (code === undefined) continue;
    const isTls = at === "protocol" && beforeTls;
    return { is: "failed", at: isTls ? "tls" : at, why: `${url.host}: ${WORDS[code] ?? code}` };
  }
  const why = `${url.host}: ${codes[0] ?? "the request failed"}`;
  return { is: "failed", at: "protocol", why };
}

/** The address without anything that may stand beside it. */
export function proxyFailure(
  proxyUrl: string | undefined,
  trouble: ProxyTrouble,
  cause?: string,
): HttpOutcome & { readonly is: "failed" } {
  const where = URL.parse(proxyUrl ?? "")?.host ?? "address";
  return { is: "failed", at: "proxy", why: proxySentence(where, trouble, cause), proxy: trouble };
}

function wordsOf(codes: readonly string[]): string | undefined {
  const code = codes.find((found) => found in WORDS);
  return code === undefined ? codes.find((found) => !found.startsWith("PROXY_")) : WORDS[code];
}

/** The same words for a look at TLS. */
export function codeWords(code: string): string {
  return WORDS[code] ?? code;
}

function codesOf(thrown: unknown): readonly string[] {
  return chainOf(thrown).flatMap((error) =>
    "code" in error && typeof error.code === "string" ? [error.code] : [],
  );
}

function messagesOf(thrown: unknown): readonly string[] {
  return chainOf(thrown).map((error) => error.message);
}

/** The error, its causes, and the parts of an AggregateError (one per address tried). */
function chainOf(thrown: unknown, depth = 0): readonly Error[] {
  if (!(thrown instanceof Error) || depth > 8) return [];
  const parts = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown, ...[thrown.cause, ...parts].flatMap((inner) => chainOf(inner, depth + 1))];
}
