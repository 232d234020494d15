import type { FoundProfile, LayerView } from "../profile/index.ts";

/** The profile of the cluster, and those that could be chosen. */
export interface ProfileSlice {
  /** In what was imported, among those put by hand, and the one that is asked for. */
  readonly found: readonly FoundProfile[];
  /** Of the one that is asked for, in order; then what is in the cluster besides. */
  readonly layers: readonly LayerView[];
}
