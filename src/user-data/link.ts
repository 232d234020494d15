import type { EdgeHostSpec, Segments, TextChange } from "../spec/index.ts";
import type { View } from "./said.ts";

/** One value for our document, out of user-data. */
export interface Piece {
  /** Its place in our document. */
  readonly field: Segments;
  /** It is put behind the entries of the list at `field`. */
  readonly isEntry?: true;
  readonly value: unknown;
  /** Where user-data says it. */
  readonly from: Segments;
  /** What the reference in `value` stands for. */
  readonly secret?: { readonly name: string; readonly value: string };
}

/** Our document, to be said in user-data. */
export interface Wanted {
  readonly spec: EdgeHostSpec;
  /** Only those a person gave for it: nothing secret is written otherwise. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Changes {
  readonly changes: readonly TextChange[];
  /** What user-data has no words for, one sentence each. */
  readonly unsaid: readonly string[];
}

/** How some parameters of user-data and some fields of our document become each other. */
export interface Link {
  read(view: View): readonly Piece[];
  /** The changes that make user-data say what is wanted; none where it says so already. */
  write(wanted: Wanted, view: View): Changes;
}

export const NO_CHANGES: Changes = { changes: [], unsaid: [] };
