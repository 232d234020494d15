import type { Fact, HostView } from "../engine/index.ts";
import type { Inventory, InventorySubject } from "../inventory/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Limits } from "./limits.ts";
import type { CheckMoment, Feature, Severity } from "./rule.ts";

/** Evidence and remedy, not a verdict. `unknown` is never `pass`. */
export type CheckOutcome =
  | {
      readonly status: "pass";
      readonly observed: string;
      readonly expected?: string;
      readonly evidence?: readonly string[];
    }
  | {
      readonly status: "warn" | "fail";
      readonly observed: string;
      readonly expected: string;
      /** SCREAMING_SNAKE, stable. */
      readonly code: string;
      /** One imperative sentence: what to do about it. */
      readonly remedy: string;
      /** Why it matters, one sentence, shown under the list. */
      readonly why?: string;
      readonly evidence?: readonly string[];
    }
  | { readonly status: "skip"; readonly observed: string }
  | { readonly status: "unknown"; readonly observed: string; readonly remedy?: string };

/** What a check is given beside the inventory: it looks, and has until its timeout. */
export interface CheckContext {
  readonly host: HostView;
  /** What is asked of this host, where a document exists. */
  readonly document?: EdgeHost;
  readonly limits: Limits;
  /** What this host is for beyond a plain node. */
  readonly features: readonly Feature[];
  readonly signal: AbortSignal;
  /** What clusters leave behind: ours and the caller's. */
  readonly leftovers: readonly Leftover[];
  /** Ports a node needs for itself: ours and the caller's. */
  readonly ports: readonly PortUse[];
  /** Folders with the certificates of nodes: the caller's. */
  readonly certificatePlaces: readonly string[];
  /** The administrator's access to an API server of this host: the caller's. */
  readonly kubeconfigs: readonly string[];
  /** Where engines listen that a distribution brings: the caller's. */
  readonly engineSockets: readonly string[];
  /** Name of the cluster this host runs for us: its files and ports are no findings. */
  readonly ownCluster?: string;
  /** Measuring writes a little, so only a caller who may write gives it. */
  readonly measureDrive?: MeasureDrive;
}

/** A path that shows what was on this host before. */
export interface Leftover {
  readonly path: string;
  /** What left it there, as a person would call it. */
  readonly owner: string;
}

/** A port, and who of a node listens there: `kubelet`. */
export interface PortUse {
  readonly port: number;
  /** TCP unless told. */
  readonly protocol?: "tcp" | "udp";
  readonly use: string;
}

/** How long this drive takes to make a small write durable, as etcd and Dqlite feel it. */
export interface DriveLatency {
  /** Directory on the drive that was measured. */
  readonly path: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
}

/** Measures the drive that holds our own data; unknown where nothing may be written. */
export type MeasureDrive = (options: {
  readonly signal: AbortSignal;
}) => Promise<Fact<DriveLatency>>;

/** In the order of a walk from the machine to the cluster. */
export type CheckGroup = "hardware" | "system" | "network" | "kubernetes";

/** One thing a host is held to. It only looks; a throw or the end of its time is `unknown`, never `fail`. */
export interface Check<N extends InventorySubject = InventorySubject> {
  /** Dotted, stable: `hardware.memory`. Waivers name it. */
  readonly id: string;
  readonly title: string;
  readonly group: CheckGroup;
  /** Subjects it cannot do without: when one is unknown or absent the runner answers for it. */
  readonly needs: readonly N[];
  /** Document or rule the threshold comes from, in a few words. */
  readonly source: string;
  /** At any time unless told. */
  readonly when?: CheckMoment;
  /** The worst it can say. */
  readonly severity?: Severity;
  /** What it holds a host to, in words. */
  readonly threshold?: string;
  /** Judged only where this is asked for. */
  readonly feature?: Feature;
  /** 3 s unless told. */
  readonly timeoutMs?: number;
  /** It measures time, so it runs when all others are done. */
  readonly runsAlone?: true;
  run(found: KnownInventory<N>, context: CheckContext): CheckOutcome | Promise<CheckOutcome>;
}

type Known<F> = F extends { readonly is: "known"; readonly value: infer T } ? T : never;

/** What `run` gets of the subjects in `needs`: their values, for they are all known by then. */
export type KnownInventory<N extends InventorySubject> = {
  readonly [K in N]: Known<Inventory[K]>;
};

/** Fixes the types of a check by its `needs`. */
export function defineCheck<const N extends InventorySubject>(check: Check<N>): Check<N> {
  return check;
}

/** One row on the screen, one object in `check --json`. */
export type CheckResult = CheckOutcome & {
  readonly id: string;
  readonly title: string;
  readonly group: CheckGroup;
  readonly source: string;
  readonly when?: CheckMoment;
  readonly severity?: Severity;
  readonly threshold?: string;
  readonly tookMs: number;
  /** Present when the document waives this id; the status stays what it is. */
  readonly waived?: { readonly reason: string };
};

/** `observed` as a person reads it, with its unit: `16 GiB`. */
export const pass = (
  observed: string,
  more: { expected?: string; evidence?: readonly string[] } = {},
): CheckOutcome => ({
  status: "pass",
  observed,
  ...more,
});

type Finding = Omit<Extract<CheckOutcome, { status: "warn" | "fail" }>, "status" | "observed">;

/** Stands in nobody's way, and is said with its remedy. */
export const warn = (observed: string, finding: Finding): CheckOutcome => ({
  status: "warn",
  observed,
  ...finding,
});

/** On a real host no cluster is founded before this is mended or waived. */
export const fail = (observed: string, finding: Finding): CheckOutcome => ({
  status: "fail",
  observed,
  ...finding,
});

/** There is nothing to judge here, and why. */
export const skip = (why: string): CheckOutcome => ({ status: "skip", observed: why });
/** It could not be seen, and why: never counted as good. */
export const cannotTell = (why: string, remedy?: string): CheckOutcome =>
  remedy === undefined
    ? { status: "unknown", observed: why }
    : { status: "unknown", observed: why, remedy };
