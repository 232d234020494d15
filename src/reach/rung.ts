import type { Clock, Endpoint, HostView, HttpProxy } from "../engine/index.ts";
import type { ReachCode } from "./codes.ts";
import type { SeenLink, SeenRoute } from "./ip-json.ts";
import type { Looks } from "./looks.ts";
import type { Destination, Family, RungId, Way } from "./report.ts";

/** One step of the way, from the cable up. */
export interface Rung {
  readonly id: RungId;
  readonly title: string;
  /** Its own deadline; what is not told by then is unknown. */
  readonly timeoutMs: number;
  /** Belongs to the way out of this host, whatever the destination. */
  readonly isLocal?: true;
  /** Never throws for what it finds; only when `signal` aborts. */
  look(standing: Standing): Promise<Finding>;
}

/** Where the climb stands, for the next rung. */
export interface Standing {
  readonly host: HostView;
  readonly clock: Clock;
  readonly looks: Looks;
  readonly signal: AbortSignal;
  readonly destination: Destination;
  readonly family: Family;
  readonly way: Way;
  /** What a connection is opened to first: the proxy, or the destination. Empty host: nothing. */
  readonly hop: Endpoint;
  /** When the way is through one. */
  readonly proxy?: HttpProxy;
  /** PEM certificates this host trusts beside those the program brings along. */
  readonly trust?: string;
  /** Asked how right the clock is. */
  readonly timeServers: readonly string[];
  readonly found: Found;
}

/** What lower rungs found out. */
export interface Found {
  /** The hop is this very host: no cable is needed. */
  readonly isThisHost?: true;
  /** The link packets leave by. */
  readonly link?: SeenLink;
  readonly route?: SeenRoute;
  /** Of the hop, in this family. */
  readonly address?: string;
}

export type Finding =
  | {
      readonly verdict: "ok" | "unknown" | "skip";
      readonly evidence: readonly string[];
      readonly found?: Found;
      /** Nothing above can be looked at; with `skip`: this family is not used here. */
      readonly ends?: true;
    }
  | {
      readonly verdict: "fail";
      readonly code: ReachCode;
      /** One sentence, without a full stop. */
      readonly sentence: string;
      readonly evidence: readonly string[];
      readonly issuer?: string;
      /** What stands above can be looked at all the same; else it is not. */
      readonly goesOn?: true;
    };

export const ok = (evidence: readonly string[], found?: Found): Finding =>
  found === undefined ? { verdict: "ok", evidence } : { verdict: "ok", evidence, found };

export const skip = (why: string, found?: Found): Finding =>
  found === undefined
    ? { verdict: "skip", evidence: [why] }
    : { verdict: "skip", evidence: [why], found };

/** This family is not used here. */
export const unused = (why: string): Finding => ({ verdict: "skip", evidence: [why], ends: true });

export const cannotTell = (why: string): Finding => ({ verdict: "unknown", evidence: [why] });

export const familyWord: Readonly<Record<Family, string>> = { ipv4: "IPv4", ipv6: "IPv6" };
