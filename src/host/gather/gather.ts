import type { Argv, HostView } from "../../engine/index.ts";

/**
 * What a host has, as streams: for whoever takes along more than fits into memory. Looks only; every
 * wait ends with its time or the signal.
 */
export interface Gather {
  readonly files: Pick<HostView["files"], "stat" | "list" | "readLink" | "space">;
  /** The bytes of an ordinary file, the newest where there are more than `maxBytes`. */
  read(path: string, options: ReadOptions): AsyncIterable<Uint8Array>;
  /** What a program prints, given on as it comes; slow takers slow the program down. */
  run(argv: Argv, options: GatherOptions): Promise<Gathered>;
}

export interface ReadOptions {
  readonly maxBytes: number;
  readonly keep: "first" | "last";
  readonly signal: AbortSignal;
}

export interface GatherOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** `false`: no more is wanted, the program is ended. */
  onBytes(chunk: Uint8Array): Promise<boolean>;
}

export type Gathered =
  | { readonly is: "exited"; readonly exitCode: number; readonly stderr: string }
  /** Ended because no more was wanted. */
  | { readonly is: "enough" }
  | { readonly is: "missing" }
  /** This host is none that runs programs: a directory, a practice host. */
  | { readonly is: "not-run" }
  | { readonly is: "denied"; readonly why: string }
  | { readonly is: "timed-out"; readonly stderr: string }
  | { readonly is: "cancelled" };
