import type { Candidate } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { AUDIT_LOGS, SNAPSHOTS } from "./paths.ts";
import { sweepStep } from "./sweep.ts";

/** Pure. The way it came, backwards: the snap with its data, then what lies outside of it. There is no way back. */
export function destroy({ cluster }: ClusterOperationRequest): Candidate {
  return {
    steps: [sweepStep({ cluster })],
    skipped: [
      {
        title: "The snaps snapd and core22",
        reason: "other snaps may stand on them; snap remove takes them where none does",
      },
      {
        title: "Settings of the kernel",
        reason: "their files go; what they set holds until the next boot",
      },
      {
        title: "/etc/cni, /opt/cni, and what a network plugin of another maker keeps",
        reason: "other programs may use them; remove them by hand if none does",
      },
      { title: `Volumes outside of the data, logs in ${AUDIT_LOGS}`, reason: "they are kept" },
      { title: `Snapshots below ${SNAPSHOTS}`, reason: "they are kept, with the keys of each" },
    ],
    blocked: [],
  };
}
