/** A section of user-data, as plain values. */
export type Section = Readonly<Record<string, unknown>>;

/** What a value has to be. `text or list`: documents contradict each other, both are taken. */
export type Form =
  | "text"
  | "flag"
  | "number"
  | "list"
  | "text or list"
  /** Names a person chooses, each with a text. */
  | "pairs"
  | "section"
  /** Names a person chooses, each with a section. */
  | "sections by name"
  | "list of sections"
  /** Names a person chooses, each with a list. */
  | "lists by name"
  /** Left alone, whatever it is. */
  | "any";

/** What is wrong with a value of the right form: a remark, as Palette would take it all the same. */
export interface Doubt {
  readonly message: string;
  readonly hint: string;
}

/** One parameter of Palette user-data. */
export interface Parameter {
  /** From the top: `.*` for a name that a person chooses, `[]` for each entry of a list. */
  readonly path: string;
  readonly form: Form;
  /** What holds where nothing is said; absent: nothing does. */
  readonly usual?: string | number | boolean;
  /** A few words for a person. */
  readonly meaning: string;
  readonly choices?: readonly string[];
  /** The field of our document it becomes. */
  readonly field?: string;
  readonly secret?: true;
  /** Its section is refused without it. */
  readonly required?: true;
  /** Former or mistaken spelling: the path that is right now, or why it has no effect any more. */
  readonly former?: Renamed | { readonly gone: string };
  /** Other names beside those listed: `any` are left alone, `kairos` too unless they look mistyped. */
  readonly others?: "any" | "kairos";
  /** One right value, for hints. */
  readonly example?: string;
  doubt?(value: string | number): Doubt | undefined;
}

export interface Renamed {
  readonly now: string;
  /** Former values by what they are called now; absent: they are the same. */
  readonly values?: Readonly<Record<string, string>>;
}
