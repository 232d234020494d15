import { loadDriver } from "../../src/distributions/index.ts";
import type { Handler } from "../../src/engine/index.ts";
import { KUBE_HANDLERS } from "../../src/kube/index.ts";
import { PROFILE_HANDLERS } from "../../src/profile/index.ts";

/** Step kinds a cluster of this distribution needs besides the shared ones of `src/steps`. */
export async function clusterHandlers(distribution: string): Promise<readonly Handler[]> {
  return [...KUBE_HANDLERS, ...PROFILE_HANDLERS, ...(await loadDriver(distribution)).handlers];
}
