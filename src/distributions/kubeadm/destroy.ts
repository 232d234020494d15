import type { Candidate } from "../../engine/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { AUDIT_LOGS, UNIT } from "./paths.ts";
import { SNAPSHOTS } from "./snapshot-set.ts";
import { sweepStep } from "./sweep.ts";

/** Pure. What `kubeadm reset` does, by our own steps and by name, and what it leaves. There is no way back. */
export function destroy({ cluster }: ClusterOperationRequest): Candidate {
  return {
    steps: [
      unitEnsure({
        id: "kubeadm.down",
        title: `Stop ${UNIT}, and do not start it at boot`,
        unit: UNIT,
        want: "stopped",
        enable: "none",
        impact: "node-down",
      }),
      sweepStep({ cluster }),
    ],
    skipped: [
      {
        title: "Settings of the kernel",
        reason:
          "their files go; what they set, and swap that was switched off, change at the next boot",
      },
      {
        title: "A containerd that was on this host before, with its configuration and images",
        reason: "other programs may use it",
      },
      {
        title: "/etc/cni/net.d, and what a network plugin keeps",
        reason: "other programs may use them; remove them by hand if none does",
      },
      {
        title: `Volumes outside of /var/lib/kubelet, logs in ${AUDIT_LOGS}`,
        reason: "they are kept",
      },
      { title: `Snapshots below ${SNAPSHOTS}`, reason: "they are kept, with the keys of each" },
    ],
    blocked: [],
  };
}
