import type { Check, Leftover, PortUse } from "../checks/index.ts";

/** What a distribution adds to the checks of a host. */
export interface DriverChecks {
  /** Only for hosts that shall run it, or that run it. */
  readonly checks: readonly Check[];
  /** What it leaves behind, for whoever comes after it. */
  readonly leftovers: readonly Leftover[];
  /** Ports its nodes need beside those of every node. */
  readonly ports: readonly PortUse[];
  /** Folders with the certificates of its nodes. */
  readonly certificatePlaces: readonly string[];
  /** The administrator's access to the API of its servers. */
  readonly kubeconfig?: string;
  /** Where its own container engine listens. */
  readonly engineSocket?: string;
}
