// Types only: what a combination is, and what is known of each.
import type { Calendar } from "./calendar.ts";

/** What is put together on one host. An axis that is not known is absent, and nothing is said about it. */
export interface Combination {
  readonly distribution: string;
  /** Of the distribution, as the document writes it. */
  readonly version?: string | undefined;
  /** `ID` and `VERSION_ID` of os-release. */
  readonly os?: string | undefined;
  readonly osVersion?: string | undefined;
  /** As packages call it: `amd64`. */
  readonly architecture?: string | undefined;
  readonly board?: "orin" | "other" | undefined;
  readonly cni?: string | undefined;
  readonly csi?: string | undefined;
  readonly fips?: boolean | undefined;
  /** An immutable image, or an agent on an ordinary system. */
  readonly mode?: "appliance" | "agent" | undefined;
  readonly management?: "central" | "local" | undefined;
  /** Edition of the management plane. */
  readonly plane?: "palette" | "vertex" | undefined;
  /** Release of Palette: `4.8.33`. */
  readonly release?: string | undefined;
  readonly controlPlanes?: number | undefined;
  /** Who makes the cluster. */
  readonly founder?: "bringup" | "plane" | undefined;
  /** Two nodes with a replicated database in place of a quorum. */
  readonly twoNode?: boolean | undefined;
  readonly overlay?: boolean | undefined;
  readonly addressing?: "static" | "dhcp" | undefined;
  /** Links with addresses. */
  readonly links?: "one" | "several" | undefined;
  readonly vip?: boolean | undefined;
  /** The agent keeps its things somewhere else than usual. */
  readonly customPath?: boolean | undefined;
  readonly trustedBoot?: boolean | undefined;
  readonly virtualMachines?: boolean | undefined;
  /** VT-x or AMD-V is there. */
  readonly canHostMachines?: boolean | undefined;
}

export type Axis = keyof Combination;

/** Holds when every axis in it is known and has one of the values. */
export type When = { readonly [A in Axis]?: readonly NonNullable<Combination[A]>[] };

/** What of the axes together is not supported, or supported with a reservation. */
export interface Limit {
  /** Stable, dotted: `canonical.architecture`. */
  readonly rule: string;
  readonly verdict: "warning" | "refused";
  readonly when: When;
  /** But not when this holds. Where it cannot be told, nothing is refused, and a warning stands. */
  readonly unless?: When;
  /** Of releases before this one alone: `4.8.33`. */
  readonly before?: string;
  /** The axis a person changes to get rid of it. */
  readonly about: Axis;
  readonly message: string;
  readonly hint: string;
  readonly source: string;
}

/** A network, storage or system that is known to go with a distribution. */
export interface Listed {
  readonly id: string;
  /** Tried in these places alone; elsewhere it is a warning. */
  readonly where?: When;
  /** It works, and nobody promises it: why. */
  readonly unverified?: string;
  readonly source: string;
}

export interface ListedSystem extends Listed {
  /** Beginnings of `VERSION_ID`. */
  readonly versions: readonly string[];
  /** Of them, those that are on their way out. */
  readonly deprecated?: readonly string[];
}

/** Versions of the distribution that were published for Edge. */
export interface VersionRange {
  readonly from: string;
  readonly to: string;
  /** Of the single minors, where not every patch was published. */
  readonly patches?: Readonly<Record<string, readonly number[]>>;
  readonly source: string;
}

/** All that is known of one distribution; data alone, so that it can be printed and shipped. */
export interface Matrix {
  readonly distribution: string;
  readonly title: string;
  /** Day the sources were read, ISO. */
  readonly asOf: string;
  /** Shown beside the title: `tech preview before Palette 4.8.33`. */
  readonly label?: string;
  readonly systems: readonly ListedSystem[];
  /** What any other system is. */
  readonly otherSystems: "warning" | "refused";
  readonly cnis: readonly Listed[];
  readonly csis: readonly Listed[];
  readonly versions: VersionRange;
  readonly architectures: readonly string[];
  readonly fips: boolean;
  /** For what the table itself says: systems, networks, storage, architectures. */
  readonly source: string;
  readonly limits: readonly Limit[];
}

export interface Finding {
  readonly verdict: "ok" | "warning" | "refused";
  readonly rule: string;
  readonly about: Axis;
  readonly message: string;
  readonly hint: string;
  readonly source: string;
}

export interface JudgeRules {
  readonly matrix: Matrix;
  readonly calendar: Calendar;
  /** Wall time: what counts as ended. */
  readonly nowMs: number;
}
