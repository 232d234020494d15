import type { ClusterSeen } from "../driver.ts";
import type { RecoveryGuide } from "../recovery.ts";
import { clusterReset } from "../shared/cluster-reset.ts";
import { RKE2 } from "./kind.ts";

/** Pure. An external store is somebody else's. */
export function recovery({ stores }: Pick<ClusterSeen, "stores">): readonly RecoveryGuide[] {
  const isEtcd = stores.is === "known" && stores.value.some(({ kind }) => kind === "etcd");
  return isEtcd ? [CLUSTER_RESET] : [];
}

const CLUSTER_RESET = clusterReset(RKE2, {
  source: "docs.rke2.io, Backup and Restore, cluster-reset",
  program: "rke2",
  service: "rke2-server",
  stop: {
    // The service leaves its pods behind, etcd among them.
    commands: ["systemctl stop rke2-server", "rke2-killall.sh"],
    danger: "All pods of this host end, and the API is gone until the last step.",
  },
});
