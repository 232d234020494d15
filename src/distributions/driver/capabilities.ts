/** What a document may ask this distribution for, and what holds where it asks for nothing. */
export interface Capabilities {
  readonly cnis: readonly string[];
  readonly datastores: readonly string[];
  readonly architectures: readonly string[];
  readonly defaults: {
    readonly podCidr: string;
    readonly serviceCidr: string;
    readonly domain: string;
  };
  /** What a choice costs later, to be said while it can still be made. */
  readonly notes?: readonly ChoiceNote[];
}

/** One sentence beside a field, while its value can still be chosen. */
export interface ChoiceNote {
  /** Of the field in the document. */
  readonly path: string;
  /** With these values it holds; the empty one where nothing is asked. */
  readonly values: readonly string[];
  readonly note: string;
}
