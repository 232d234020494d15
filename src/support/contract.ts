import type { Argv } from "../engine/index.ts";
import type { Gather } from "../host/index.ts";

/** One thing a bundle holds, as one line of a table. */
export interface Collector {
  /** Dotted, stable: it names the entry in the manifest. */
  readonly id: string;
  readonly title: string;
  /** Path in the bundle: of the file, or of the folder where it is several. */
  readonly into: string;
  readonly what: What;
  /** 15 s unless told. */
  readonly timeoutMs?: number;
  /** Of one file, before it is compressed; 4 MiB unless told. */
  readonly maxBytes?: number;
  /** Where it is, unless it is on the host that the bundle is about. */
  readonly gather?: Gather;
}

export type What =
  /** `keep`: which end stays when there is more; the first unless told. */
  | { readonly is: "command"; readonly argv: Argv; readonly keep?: "last" }
  | { readonly is: "file"; readonly path: string }
  /** All ordinary files below, hidden ones too; links are named and not followed. */
  | {
      readonly is: "folder";
      readonly path: string;
      readonly depth?: number;
      /** Files that are taken, by name; all unless told. */
      readonly only?: RegExp;
    }
  /** Names, sizes, modes and times of what is below, and nothing of what is in it. */
  | { readonly is: "listing"; readonly path: string; readonly depth?: number }
  /** SHA-256 of each file of a folder. */
  | { readonly is: "checksums"; readonly path: string }
  /** What this program knows; `undefined`: nothing. Is redacted like everything else. */
  | { readonly is: "text"; read(signal: AbortSignal): Promise<string | undefined> }
  /** More of them, known only when looked for: one per drive, one per unit. */
  | {
      readonly is: "each";
      find(gather: Gather, signal: AbortSignal): Promise<readonly Collector[]>;
    };

/** One line of the manifest. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  /** Path, or the command as it was run. */
  readonly source: string;
  readonly state: EntryState;
  /** Why it is not there, or not whole. */
  readonly why?: string;
  /** In the bundle; absent: nothing of it is. */
  readonly path?: string;
  /** Of the file in the bundle, after masking. */
  readonly bytes?: number;
  readonly sha256?: string;
  /** How many secrets were masked in it. */
  readonly masked?: number;
  /** Of the source, for what was left out. */
  readonly sourceBytes?: number;
  /** Octal permissions of the source, for what was left out. */
  readonly mode?: string;
  readonly tookMs: number;
}

/** `absent`: the host has no such thing. */
export type EntryState = "collected" | "cut" | "timed-out" | "left-out" | "failed" | "absent";

export interface BundleProgress {
  readonly done: number;
  readonly total: number;
  /** Titles of what is being collected now. */
  readonly current: readonly string[];
  /** Compressed, so far. */
  readonly bytes: number;
}

export interface BundleReport {
  /** Of the folder in the bundle. */
  readonly name: string;
  readonly madeMs: number;
  readonly tookMs: number;
  readonly entries: readonly Entry[];
  /** Sentences about the bundle as a whole: not root, no room. */
  readonly notes: readonly string[];
  /** Compressed. */
  readonly bytes: number;
}
