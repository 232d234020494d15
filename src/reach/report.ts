// Types only: what a look from here to there brings back. JSON as it stands.
import type { ReachCode } from "./codes.ts";

export type Family = "ipv4" | "ipv6";

/** `skip`: does not apply here, or was not reached; `unknown`: cannot be told, which is no failure. */
export type Verdict = "ok" | "fail" | "skip" | "unknown";

export type RungId =
  | "carrier"
  | "address"
  | "gateway"
  | "dns"
  | "connect"
  | "proxy"
  | "clock"
  | "tls"
  | "answer";

/** Somewhere this host has to get to. */
export interface Destination {
  /** Unique in a report. */
  readonly id: string;
  /** `network`: no destination is known, only the way out of here is looked at. */
  readonly kind: "network" | "plane" | "registry" | "ntp" | "url";
  /** In words: `management plane`, `registry docker.io`. */
  readonly title: string;
  /** What is asked for; absent for `network` and `ntp`. */
  readonly url?: string;
  /** Without brackets; empty for `network`. */
  readonly host: string;
  readonly port: number;
  /** A file of this host with the authority of this destination alone, PEM. */
  readonly caFile?: string;
}

/** Directly or through a proxy, and what decided it. */
export type Way =
  | { readonly is: "direct"; readonly because: string }
  | {
      readonly is: "proxied";
      /** `host:port` of the proxy. */
      readonly through: string;
      readonly because: string;
    };

export interface RungResult {
  readonly id: RungId;
  readonly title: string;
  readonly verdict: Verdict;
  readonly tookMs: number;
  /** What was seen, each a few words; the first says most. */
  readonly evidence: readonly string[];
  /** The next three only when it failed. */
  readonly code?: ReachCode;
  /** What is wrong, one sentence. */
  readonly sentence?: string;
  /** What to do next, one sentence. */
  readonly next?: string;
  /** Who signed the last certificate that was presented, when it is not trusted. */
  readonly issuer?: string;
}

/** The way to one destination over one family of addresses, lowest rung first. */
export interface Ladder {
  readonly destination: Destination;
  readonly family: Family;
  readonly way: Way;
  readonly state: "waiting" | "climbing" | "finished";
  /** `skip`: this family is not used here. Meaningless before the end. */
  readonly verdict: Verdict;
  readonly rungs: readonly RungResult[];
}

export interface ReachReport {
  /** Wall time at the start. */
  readonly atMs: number;
  readonly tookMs: number;
  readonly verdict: Verdict;
  /** What must be known to read the rest rightly: a rehearsal, nothing configured. */
  readonly notes: readonly string[];
  readonly ladders: readonly Ladder[];
}
