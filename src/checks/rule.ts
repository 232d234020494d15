/** The first moment at which a finding matters; the last one, on a running node too. */
export type CheckMoment =
  | "before settings"
  | "before a cluster"
  | "before an upgrade"
  | "at any time";

/** `block`: a failure stands in the way of a cluster. `warn`: it never does. */
export type Severity = "block" | "warn";

/** What not every host is for: judged only where the document or the caller asks for it. */
export type Feature = HostFeature | SiteFeature;
export type HostFeature = "trusted-boot" | "virtual-machines" | "fips" | "agent-mode";
/** No check of a host: only what it goes together with. */
type SiteFeature = "overlay" | "two-node" | "custom-path" | "vertex";

/** What a check holds a host to, in words: its row on every page and in every report. */
export interface Rule {
  /** At most 17 cells: a column of the screen. */
  readonly title: string;
  readonly when: CheckMoment;
  /** The worst it can say. */
  readonly severity: Severity;
  readonly threshold: string;
  /** Document or rule the threshold comes from, in a few words. */
  readonly source: string;
  readonly feature?: Feature;
  /** Rows of the union of preflight checks it answers (distributions.md 9). */
  readonly rows: readonly number[];
}

/** In the order of the walk. */
export const MOMENTS: readonly CheckMoment[] = [
  "before settings",
  "before a cluster",
  "before an upgrade",
  "at any time",
];

export const FEATURE_WORDS: Readonly<Record<Feature, string>> = {
  "trusted-boot": "Trusted Boot",
  "virtual-machines": "virtual machines (VMO)",
  fips: "FIPS",
  "agent-mode": "agent mode",
  overlay: "the overlay of Palette",
  "two-node": "two-node clusters",
  "custom-path": "an agent of Palette below another path",
  vertex: "VerteX",
};
