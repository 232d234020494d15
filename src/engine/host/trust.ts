import type { ErrorCode } from "../../errors/index.ts";

/** Whom to believe; without both, the authorities this program brings along. */
export interface TlsTrust {
  /** PEM certificates to trust in place of all others. */
  readonly ca?: string;
  /** PEM certificates to trust beside those this program brings along. */
  readonly alsoTrust?: string;
}

/** Whom to believe, and who we are: `cert` and `key` are PEM. */
export interface HttpTls extends TlsTrust {
  readonly cert?: string;
  readonly key?: string;
  /** Accept any certificate: only to look at one, never to send a secret. */
  readonly acceptAny?: true;
}

/** A proxy; `ca` and `alsoTrust` are for the TLS to the proxy itself. */
export interface HttpProxy extends TlsTrust {
  /** `http://host:port`, or `https://` when the proxy itself is spoken to over TLS. No user in it. */
  readonly url: string;
  readonly username?: string;
  /** In clear; sent to this proxy only, and in no outcome. */
  readonly password?: string;
}

/** What went wrong on the way to the proxy, or what it said in place of letting us through. */
export interface ProxyTrouble {
  readonly stage: "proxy-tcp" | "proxy-tls" | "proxy-connect";
  readonly code: Extract<ErrorCode, `PROXY_${string}`>;
  /** Of its answer. */
  readonly status?: number;
  /** Ways to log in that it offers, lower case: `basic`, `ntlm`, `negotiate`. */
  readonly schemes?: readonly string[];
  /** Its own name for the reason (X-Squid-Error), cleaned. */
  readonly says?: string;
}
