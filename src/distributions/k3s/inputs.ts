import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterFacts } from "../driver.ts";
import { type ServerInputs, serverInputs } from "../shared/server-inputs.ts";
import { JOIN_PORT } from "./paths.ts";
import { announcedVip, CNIS, type K3sNative, nativeOf } from "./spec.ts";

/** Everything the files are written from, with defaults filled in. */
export interface K3sInputs extends ServerInputs {
  readonly datastore: "sqlite" | "etcd";
  readonly cni: (typeof CNIS)[number];
  readonly native: K3sNative;
}

/** Pure. */
export function inputsOf(
  document: EdgeHost,
  cluster: ClusterSpec,
  facts: Pick<ClusterFacts, "hostname" | "nodeAddress">,
): K3sInputs {
  const native = nativeOf(cluster);
  const own = { ...native, joinPort: JOIN_PORT, vip: announcedVip(cluster) };
  return {
    ...serverInputs({ document, cluster, facts }, own),
    datastore: native.datastore ?? "sqlite",
    cni: CNIS.find((cni) => cni === cluster.cni) ?? CNIS[0],
    native,
  };
}
