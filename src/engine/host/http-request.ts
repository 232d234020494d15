import type { Deadline } from "./deadline.ts";
import type { HttpProxy, HttpTls, ProxyTrouble } from "./trust.ts";

/** One attempt, with all that decides where it goes and whom it believes. */
export interface HttpRequest extends Deadline {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole attempt, connect to last byte; 10 s unless told. */
  readonly timeoutMs?: number;
  /** Bodies beyond this fail the request with `too-large`; 1 MiB unless told. */
  readonly maxBytes?: number;
  readonly tls?: HttpTls;
  /** Asked with CONNECT for https, with the whole address for http. */
  readonly proxy?: HttpProxy;
  /** Address of the first machine on the way, proxy or server, in place of asking for its name. */
  readonly connectTo?: string;
}

/** A question: nothing changes by it. */
export interface HttpGet extends HttpRequest {
  /** A unix socket of this host, asked in place of the server that `url` names. */
  readonly socketPath?: string;
}

/** What is sent, and how it is meant. */
export interface HttpBody {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: string | Uint8Array;
  /** In place of `body`: what is too large for memory, read while it goes out. */
  readonly upload?: {
    readonly bytes: number;
    open(): AsyncIterable<Uint8Array>;
  };
}

/** Every status is an answer; `failed` is what never became one. */
export type HttpOutcome =
  | {
      readonly is: "answered";
      readonly status: number;
      /** Lower-case names; repeated headers joined by ", ". */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      readonly tookMs: number;
    }
  | {
      readonly is: "failed";
      readonly at: HttpFailure;
      readonly why: string;
      /** With `at: "proxy"`. */
      readonly proxy?: ProxyTrouble;
    };

/** How far it came, or who ended it. */
export type HttpFailure =
  | "dns"
  | "connect"
  | "proxy"
  | "tls"
  | "timeout"
  | "too-large"
  | "protocol"
  | "cancelled";
