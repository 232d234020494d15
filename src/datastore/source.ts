import type { Fact } from "../engine/index.ts";
import type { StoreLook } from "./model.ts";

/** The stores of one cluster, looked at from this host again and again. */
export interface StoreSource {
  /**
   * All of them at the same time, within about a second. A store that is down is a look, never a
   * throw; absent: there is none yet; unknown: not even this host's own files tell which there are.
   */
  look(signal: AbortSignal): Promise<Fact<readonly StoreLook[]>>;
  /** Lets go of what is kept open between looks. */
  close(): void;
}
