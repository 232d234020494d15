import type { Fact } from "../engine/index.ts";

export type EdgeIdentity =
  | {
      readonly is: "chosen";
      readonly id: string;
      /** In groups with its check characters: `edge-9f3a-22c1-7e04-b1 /K7`. */
      readonly shown: string;
      /** `from DMI product UUID` */
      readonly origin: string;
      /** What a person should know about it, for example that the hardware changed. */
      readonly note?: string;
    }
  /** Make one with `generateEdgeId(prefix)` and remember it before anyone sees it. */
  | { readonly is: "needs-random"; readonly prefix: string; readonly why: string }
  /** A source could not be read: to guess now would give another ID to the same machine. */
  | { readonly is: "unknown"; readonly why: string };

/** What the agent stored when this host first had an ID. */
export interface RememberedId {
  readonly id: string;
  readonly origin: string;
}

/** One number the hardware may carry, or a file the document names, in the order of preference. */
export interface HardwareName {
  /** `DMI product UUID` */
  readonly title: string;
  readonly kind: "uuid" | "serial";
  readonly fact: Fact<string>;
}

export interface IdentitySources {
  readonly documentId?: string;
  /** `edge` unless told. */
  readonly prefix?: string;
  /** The document wants no number of the hardware in it. */
  readonly random?: boolean;
  readonly hardware: readonly HardwareName[];
  readonly remembered?: RememberedId;
}
