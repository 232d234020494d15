import { isIPv6 } from "node:net";
import type { Endpoint, HandshakeStage, ProxyTrouble } from "../../engine/index.ts";

interface PathFailure {
  readonly stage: HandshakeStage;
  /** Of the system, OpenSSL, or ours. */
  readonly code: string;
  readonly proxy?: ProxyTrouble;
}

/** The way to a server ended before it did; carries which part of it, for whoever reports it. */
export class PathError extends Error {
  readonly code: string;
  readonly stage: HandshakeStage;
  readonly proxy?: ProxyTrouble;
  constructor({ stage, code, proxy }: PathFailure, options?: ErrorOptions) {
    super(`${stage}: ${code}`, options);
    this.stage = stage;
    this.code = code;
    if (proxy !== undefined) this.proxy = proxy;
  }
}

/** Within a chain of causes. */
export function pathErrorIn(thrown: unknown): PathError | undefined {
  for (let at = thrown; at instanceof Error; at = at.cause) if (at instanceof PathError) return at;
  return undefined;
}

/** `host:port`, as an address is written. */
export function endpointText({ host, port }: Endpoint): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** One sentence without a full stop; nothing of the login. */
export function proxySentence(
  proxyHost: string,
  trouble: ProxyTrouble,
  cause: string | undefined,
): string {
  const { code, status, schemes = [], says } = trouble;
  const said = says === undefined ? `${status ?? ""}` : `${status} ${says}`;
  const words: Readonly<Record<ProxyTrouble["code"], string>> = {
    PROXY_UNREACHABLE: cause ?? "it does not take connections",
    PROXY_AUTH_REQUIRED: `it wants a login, or does not accept the one it got (${said})`,
    PROXY_AUTH_UNSUPPORTED: `it only knows logins that no host here can do: ${schemes.join(", ")}`,
    PROXY_FORBIDDEN: `it forbids this destination (${said})`,
    PROXY_UPSTREAM_FAILED: `it cannot reach the destination (${said})`,
    PROXY_TIMED_OUT: status === undefined ? "it does not answer" : `it waited in vain (${said})`,
    PROXY_TLS_UNTRUSTED: `its own certificate is not trusted: ${cause ?? "unknown reason"}`,
    PROXY_SCHEME_WRONG:
      trouble.stage === "proxy-tls"
        ? "it does not speak TLS: write http:// in place of https://"
        : "it speaks TLS: write https:// in place of http://",
    PROXY_NOT_A_PROXY:
      status === undefined ? "it does not answer as a proxy does" : `it is no proxy (${said})`,
  };
  return `proxy ${proxyHost}: ${words[code]}`;
}
