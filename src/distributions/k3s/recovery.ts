import type { ClusterSeen } from "../driver.ts";
import type { RecoveryGuide } from "../recovery.ts";
import { clusterReset } from "../shared/cluster-reset.ts";
import { K3S } from "./kind.ts";

/** Pure. A file on one host has no quorum to lose, and an external store is somebody else's. */
export function recovery({ stores }: Pick<ClusterSeen, "stores">): readonly RecoveryGuide[] {
  const isEtcd = stores.is === "known" && stores.value.some(({ kind }) => kind === "etcd");
  return isEtcd ? [CLUSTER_RESET] : [];
}

const CLUSTER_RESET = clusterReset(K3S, {
  source: "docs.k3s.io, Backup and Restore, cluster-reset",
  program: "k3s",
  service: "k3s",
  stop: {
    commands: ["systemctl stop k3s"],
    danger: "The API is gone until the last step; pods go on running.",
  },
});
