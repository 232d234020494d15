import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterFacts } from "../driver.ts";
import { wantsFips } from "../shared/fips.ts";
import { type ServerInputs, serverInputs } from "../shared/server-inputs.ts";
import { JOIN_PORT } from "./paths.ts";
import { CNIS, nativeOf, type Rke2Native } from "./spec.ts";

/** Everything the files are written from, with defaults filled in. */
export interface Rke2Inputs extends ServerInputs {
  readonly cni: NonNullable<ClusterSpec["cni"]>;
  readonly native: Rke2Native;
  readonly isFips: boolean;
}

/** Pure. */
export function inputsOf(
  document: EdgeHost,
  cluster: ClusterSpec,
  facts: Pick<ClusterFacts, "hostname" | "nodeAddress">,
): Rke2Inputs {
  const native = nativeOf(cluster);
  const own = { ...native, joinPort: JOIN_PORT, vip: cluster.vip };
  return {
    ...serverInputs({ document, cluster, facts }, own),
    cni: cluster.cni ?? CNIS[0],
    native,
    isFips: wantsFips(document),
  };
}
