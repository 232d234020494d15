import type { Duplex } from "node:stream";
import type { Deadline } from "./deadline.ts";
import type { Endpoint } from "./questions.ts";
import type { HttpProxy, HttpTls, ProxyTrouble, TlsTrust } from "./trust.ts";

/** The way to a TLS server in the order it is gone; the middle three only through a proxy. */
export type HandshakeStage = "tcp" | ProxyTrouble["stage"] | "tls";

/** To look at certificates before anybody trusts them. */
export interface HandshakeRequest extends Deadline, TlsTrust {
  readonly target: Endpoint;
  /** Name that is asked for and that the certificate must be for; the target's unless told. */
  readonly servername?: string;
  readonly proxy?: HttpProxy;
  /** Address of the first machine on the way, proxy or target, in place of asking for its name. */
  readonly connectTo?: string;
  /** The whole look; 10 s unless told. */
  readonly timeoutMs?: number;
}

/** Of one stage that was finished. */
export interface StageTime {
  readonly stage: HandshakeStage;
  readonly tookMs: number;
}

/** `shaken` says nothing about trust: that is `refusal`. */
export type HandshakeOutcome =
  | {
      readonly is: "shaken";
      /** As presented, the server's own first, PEM; an issuer known here may follow at the end. */
      readonly chain: readonly string[];
      /** Why the chain is not accepted, as OpenSSL or Node name it; absent: it is. */
      readonly refusal?: string;
      /** `TLSv1.3` */
      readonly protocol: string;
      /** The address the socket is connected to: of the proxy, if there is one. */
      readonly peer: string;
      readonly stages: readonly StageTime[];
    }
  | {
      readonly is: "failed";
      readonly at: HandshakeStage;
      /** Of the system, OpenSSL or Node; `ETIMEDOUT`, `CANCELLED`; for proxies one of our codes. */
      readonly code: string;
      readonly why: string;
      readonly proxy?: ProxyTrouble;
      /** Those that were finished. */
      readonly stages: readonly StageTime[];
    };

/** A connection for a protocol of its own: Dqlite, gRPC. */
export interface StreamRequest extends Deadline {
  readonly target: Endpoint;
  /** Absent: plain TCP. */
  readonly tls?: HttpTls & {
    /** Name that is asked for and that the certificate must be for; the target's unless told. */
    readonly servername?: string;
    /** What is spoken on it, by ALPN; `http/1.1` unless told. */
    readonly protocols?: readonly string[];
  };
  /** Until it is open; 5 s unless told. */
  readonly timeoutMs?: number;
}

/** What is open belongs to the caller, who destroys it. */
export type StreamOutcome =
  | { readonly is: "open"; readonly stream: Duplex }
  | {
      readonly is: "failed";
      readonly at: HandshakeStage;
      /** As of a `HandshakeOutcome`. */
      readonly code: string;
      readonly why: string;
    };
