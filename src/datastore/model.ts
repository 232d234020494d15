/** What keeps the state of a cluster, in words that fit each kind of it. Types only. */

export type StoreKind = "dqlite" | "etcd" | "sqlite" | "external";

export type MemberRole =
  /** Counts for the quorum. */
  | "voter"
  /** Gets everything and may be made a voter. */
  | "stand-by"
  /** Gets nothing, and may be made more. */
  | "spare"
  /** Of etcd: gets everything, does not count yet. */
  | "learner"
  /** Asked for and not there yet. */
  | "pending";

export type MemberAnswer =
  | { readonly is: "answered"; readonly roundTripMs: number }
  | { readonly is: "silent"; readonly why: string }
  /** It only listens on its own loopback, for example. */
  | { readonly is: "not-asked"; readonly why: string };

export interface MemberLook {
  /** As the store names it, whole: 64 bits in hex, or a name. */
  readonly id: string;
  readonly name: string;
  /** `host:port`, where it is asked. */
  readonly address?: string;
  readonly role: MemberRole;
  readonly isThisHost: boolean;
  readonly answer: MemberAnswer;
  /** Entries of the log behind the leader. */
  readonly lag?: number;
  readonly sizeBytes?: number;
  /** 99 % of the writes to its log were on the disk within this, milliseconds, since it started. */
  readonly syncMs?: number;
  /** `NOSPACE`: what the member says it suffers from. */
  readonly alarms?: readonly string[];
}

/** One look at one store, from this host. */
export interface StoreLook {
  /** Tells the stores of one host apart: `membership`, `kubernetes`. */
  readonly id: string;
  readonly kind: StoreKind;
  /** For people: `Membership store, k8sd Dqlite`. */
  readonly title: string;
  readonly members: readonly MemberLook[];
  /** Who says of itself that it leads. */
  readonly leader?: string;
  /** Whom others name, and who did not confirm it. */
  readonly claimed?: string;
  /** Who told the members: the leader; others that agree; what was known some time ago; nobody. */
  readonly source: "leader" | "members" | "last-known" | "nobody";
  /** These are known of, and nobody told whether they are all: no quorum can be counted. */
  readonly isPartial?: true;
  readonly term?: number;
  /** Members that tell another list than the one believed. */
  readonly disagree?: readonly string[];
  /** What is odd about it, in sentences: sources that contradict each other, keys that cannot be read. */
  readonly notes?: readonly string[];
  /** How long the store may be without a leader when one dies, milliseconds. */
  readonly electionMs: number;
  /** It makes voters of others by itself within this time; absent: it does not. */
  readonly repairsWithinMs?: number;
}
