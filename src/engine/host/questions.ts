import type { Deadline } from "./deadline.ts";

/** Name or address, IPv6 without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** For the addresses of one family; 3 s unless told. */
export interface NameQuestion extends Deadline {
  /** Address, with `:port` unless that is 53. */
  readonly server: string;
  /** Whole: no search domain is added. `.` is the root, which every server can say something about. */
  readonly name: string;
  readonly family: "ipv4" | "ipv6";
}

/** What this one server says. Silence is not "no such name". */
export type NameOutcome =
  /** None: the name is there, without an address of this family. */
  | { readonly is: "answered"; readonly addresses: readonly string[] }
  | { readonly is: "unknown-name" }
  /** It is there, and answers with an error of its own. */
  | { readonly is: "refused"; readonly why: string }
  | { readonly is: "silent"; readonly why: string }
  /** This host is none that could ask: a directory, a rehearsal. */
  | { readonly is: "not-asked"; readonly why: string };

/** What this one server says, and how far to trust it. */
export type TimeOutcome =
  | {
      readonly is: "answered";
      /** How far this host's clock is off, milliseconds; positive: ahead. */
      readonly offsetMs: number;
      readonly roundTripMs: number;
      /** Steps from a clock that knows; 1 is the nearest. */
      readonly stratum: number;
    }
  /** It answers that it does not know the time, or will not say. */
  | { readonly is: "unsure"; readonly why: string }
  | { readonly is: "silent"; readonly why: string }
  | { readonly is: "not-asked"; readonly why: string };

/** `refused`: somebody is there, and nobody listens. */
export type ConnectOutcome =
  | { readonly is: "connected"; readonly tookMs: number }
  | { readonly is: "refused" }
  | { readonly is: "failed"; readonly why: string };
