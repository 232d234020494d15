import type { Candidate, Fact, HostView } from "../engine/index.ts";
import type { NoProxyEntry } from "../proxy/index.ts";
import type { EdgeHost, EdgeHostSpec } from "../spec/index.ts";
import type { TrustFamily } from "../steps/index.ts";

/** One section of the document that is about the host itself: what is seen, and what to do about it. */
export interface SettingsDomain<Seen = unknown, Wanted = unknown> {
  /** kebab-case; also the key of what was seen. */
  readonly id: string;
  readonly title: string;
  readonly section: keyof EdgeHostSpec;
  /** Pure: its part of the document. `undefined` means not managed: no steps, and a sentence that says so. */
  wanted(spec: EdgeHostSpec): Wanted | undefined;
  /** Never writes, never throws: what cannot be read is unknown. */
  observe(host: HostView, signal: AbortSignal): Promise<Seen>;
  /** Pure; only for what is managed. */
  plan(request: SettingsRequest<Seen, Wanted>): Candidate;
  /** Pure: asked beside seen, for the Settings screen. */
  rows(request: RowsRequest<Seen>): readonly SettingRow[];
}

export interface SettingsRequest<Seen, Wanted> {
  readonly wanted: Wanted;
  readonly seen: Seen;
  readonly facts: SettingsFacts;
}

export interface RowsRequest<Seen> {
  readonly document: EdgeHost | undefined;
  readonly seen: Seen;
  /** The whole list for this document on this host; empty where nobody computed it. */
  readonly noProxy: readonly NoProxyEntry[];
}

/** What plans of settings need to know of the host and of the cluster besides their own observation. */
export interface SettingsFacts {
  readonly osFamily: TrustFamily | "unknown";
  readonly isKairos: boolean;
  /** The address the node uses, and the interface and network it stands in. */
  readonly nodeAddress: Fact<{
    readonly address: string;
    readonly prefix: number;
    readonly interface: string;
  }>;
  /** What must not go through a proxy, each entry with its reason. */
  readonly noProxy: readonly NoProxyEntry[];
  /** A person said that the network asked for is not the one here: it is not to be proved. */
  readonly withoutProof?: true;
  /** Keyed digest of a secret, `undefined` when it was never given. */
  secretDigest(name: string): string | undefined;
}

/** One setting on the screen. */
export interface SettingRow {
  /** Dotted path in the document; `seen.` first when it can only be seen. */
  readonly path: string;
  readonly title: string;
  /** Absent: nothing is asked. */
  readonly wanted?: string;
  readonly seen: Fact<string>;
  /** Whether the host has what is asked; `undefined` when nothing is asked or it cannot be told. */
  readonly inForce: boolean | undefined;
  /** More that a person should know, one sentence. */
  readonly note?: string;
  /** What the value is made of besides what is asked, each part with its reason. */
  readonly parts?: readonly NoProxyEntry[];
}

/** Fixes the types of what a domain sees and of its part of the document. */
export function defineSettings<Seen, Wanted>(
  domain: SettingsDomain<Seen, Wanted>,
): SettingsDomain<Seen, Wanted> {
  return domain;
}
