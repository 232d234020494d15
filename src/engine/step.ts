import type { HostIO, HostView } from "./host.ts";

/** What carrying out a step costs the host, mildest first; order matters (see `impactRank`). */
export const IMPACTS = ["none", "reload", "restart", "node-down", "reboot", "data-loss"] as const;

/** `node-down`: pods of this host stop. `data-loss`: nothing brings it back. */
export type Impact = (typeof IMPACTS)[number];

/** `exact`: the former bytes come back. `compensate`: a documented opposite. `none`: no way back. */
export type Undo = "exact" | "compensate" | "none";

/** One wanted effect, as data. Its handler, found by `kind`, knows how to check and reach it. */
export interface Step<K extends string = string, P = unknown> {
  /** Stable name inside the plan, kebab-case with dots: `k3s.config`. */
  readonly id: string;
  readonly kind: K;
  /** What a person reads in the plan: `Write /etc/rancher/k3s/config.yaml`. */
  readonly title: string;
  /** JSON only. Secrets appear as references (see `src/secrets`), never as values. */
  readonly params: P;
  /** SHA-256 over params, and a keyed digest of each secret they refer to. */
  readonly inputsDigest: string;
  readonly impact: Impact;
  readonly undo: Undo;
  /** Going back beyond a committed step is a new operation, not an undo. */
  readonly commit?: true;
  /** Usual time in milliseconds, shown beside the elapsed one. */
  readonly usualMs: number;
  readonly limit: StepLimit;
  /** How many runs are allowed for these inputs, restarts included; 3 unless told. */
  readonly maxAttempts?: number;
  /** After a cut in the middle: run again at will, or stop and let a person look. */
  readonly rerun: "safe" | "never";
  /** Asks a person while it runs: never begun without one, as after a boot. */
  readonly attended?: true;
  /** Done when a person asks, never to hold a host to its document: others have a say in it too. */
  readonly onRequest?: true;
  /**
   * Held for the whole run from this step on, shared with other hosts: only one of them does such a thing at
   * a time. Opaque here; for a cluster, the path of the kubeconfig it is taken through.
   */
  readonly lock?: string;
  /** A short word the plan shows in place of the impact: `SERVICE UP`. */
  readonly mark?: string;
}

/** Milliseconds. */
export interface StepLimit {
  /** Fails when nothing new was reported for this long. */
  readonly noProgressMs: number;
  readonly totalMs: number;
}

/** Whether the effect is there now. `unknown` is never taken for `todo` where data would be lost. */
export type Verdict =
  | { readonly is: "done"; readonly message: string }
  | { readonly is: "todo"; readonly message: string }
  | { readonly is: "blocked"; readonly message: string; readonly hint: string }
  | { readonly is: "unknown"; readonly message: string };

/** What was seen, as a person reads it. */
export const done = (message: string): Verdict => ({ is: "done", message });

/** What is missing: it goes into the plan. */
export const todo = (message: string): Verdict => ({ is: "todo", message });
/** Nothing is planned before a person has done what `hint` says. */
export const blocked = (message: string, hint: string): Verdict => ({
  is: "blocked",
  message,
  hint,
});

/** It could not be looked at, and why. */
export const unclear = (message: string): Verdict => ({ is: "unknown", message });

/** One line of a diff or one effect, secrets already masked. */
export interface Change {
  /** What changes: a path, a unit, an object. */
  readonly subject: string;
  readonly lines: readonly { readonly sign: "+" | "-" | " "; readonly text: string }[];
}

/** Evidence while a step runs; each report also resets the no-progress clock. */
export interface Progress {
  readonly evidence: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: "bytes" | "items";
}

/** The secrets a run was approved with. Values are wiped when the run ends; keyed digests stay. */
export interface SecretReader {
  /** `undefined` once it was wiped, or never given. */
  read(name: string): Promise<string | undefined>;
  /** Whether `value` is the secret last given under this name; `undefined` when none ever was. */
  matches(name: string, value: string): boolean | undefined;
}

/** For those that only look. */
export interface CheckContext {
  readonly host: HostView;
  readonly secrets: SecretReader;
  readonly signal: AbortSignal;
}

/** For those that change the host. */
export interface RunContext {
  readonly host: HostIO;
  readonly secrets: SecretReader;
  readonly signal: AbortSignal;
  /** The last attempt was cut off in the middle, by a crash or a stop: what it began may be there. */
  readonly isContinued?: boolean;
  report(progress: Progress): void;
}

/** Locks that hosts share, see `Step.lock`. */
export interface SharedLocks {
  /**
   * Resolves when it is held, and is kept until the run is let go of; waits for others, and says so.
   * `hadIt`: this run held it before, so that what it did itself may have silenced whom to ask.
   */
  hold(
    lock: string,
    run: { readonly id: string; readonly hadIt: boolean },
    context: Pick<RunContext, "signal" | "report">,
  ): Promise<void>;
}

/** What `capture` saved so that `undo` can bring it back; JSON, kept in the journal. */
export type UndoRecord = Readonly<Record<string, unknown>>;

/** Knows one kind of step. `check` judges effects, never sentinels of "I ran it". */
export interface Handler<K extends string = string, P = unknown> {
  readonly kind: K;
  check(params: P, context: CheckContext): Promise<Verdict>;
  /**
   * Whether these steps, once carried out, undo what `check` finds done now: a service that reads a
   * file which is about to change. Then it belongs into the plan as well. Pure.
   */
  staleAfter?(params: P, planned: readonly Step[]): boolean;
  /** What would change, for the plan. Secrets masked. */
  preview(params: P, context: CheckContext): Promise<readonly Change[]>;
  /** Saves what `undo` needs, before anything is changed. */
  capture?(params: P, context: CheckContext): Promise<UndoRecord>;
  run(params: P, context: RunContext): Promise<void>;
  undo?(params: P, captured: UndoRecord, context: RunContext): Promise<void>;
  /** Removes what only `undo` needed, once the run has succeeded. Harmless when repeated. */
  forget?(params: P, captured: UndoRecord, context: RunContext): Promise<void>;
}

/** Fixes the types of a handler without repeating them. */
export function defineHandler<P, K extends string = string>(
  kind: K,
  parts: Omit<Handler<K, P>, "kind">,
): Handler<K, P> {
  return { kind, ...parts };
}

/** Higher is worse. */
export function impactRank(impact: Impact): number {
  return IMPACTS.indexOf(impact);
}
