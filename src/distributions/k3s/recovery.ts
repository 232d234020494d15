import type { ClusterSeen } from "../driver.ts";
import { BEFORE_RECOVERY, type RecoveryGuide } from "../recovery.ts";
import { DATABASE } from "./paths.ts";

/** Pure. A file on one host has no quorum to lose, and an external store is somebody else's. */
export function recovery({ stores }: Pick<ClusterSeen, "stores">): readonly RecoveryGuide[] {
  const isEtcd = stores.is === "known" && stores.value.some(({ kind }) => kind === "etcd");
  return isEtcd ? [CLUSTER_RESET] : [];
}

/** distributions.md 3.6; the flag makes a cluster of one out of the data of this server. */
const CLUSTER_RESET: RecoveryGuide = {
  id: "etcd-quorum-lost",
  title: "etcd has lost its quorum",
  source: "docs.k3s.io, Backup and Restore, cluster-reset",
  before: [
    ...BEFORE_RECOVERY,
    "Have the token of the cluster at hand: /var/lib/rancher/k3s/server/token on any server.",
  ],
  steps: [
    {
      title: "Stop K3s",
      where: "every survivor",
      why: "A server that still runs would answer with the old members.",
      commands: ["systemctl stop k3s"],
      check: "systemctl is-active k3s says inactive.",
      dangers: ["The API is gone until the last step; pods go on running."],
    },
    {
      title: "Keep a copy of the data",
      where: "every survivor",
      why: "It is the only way back from a wrong choice in the next steps.",
      commands: [`cp -a ${DATABASE} ${DATABASE}.before-reset`],
      check: "The copy is as large as the original (du -s).",
      dangers: ["It needs as much free space as the data itself."],
    },
    {
      title: "Make a cluster of one",
      where: "one survivor",
      why: "Its etcd forgets all other members and goes on with its own data; take the one that was up last.",
      commands: ["k3s server --cluster-reset"],
      check:
        "It ends by itself, saying that membership has been reset and to restart without --cluster-reset.",
      dangers: [
        "Take a line that begins with server: out of /etc/rancher/k3s/config.yaml first, or it joins instead.",
        "Anything newer on another survivor is lost.",
        `To go back to a snapshot add --cluster-reset-restore-path=FILE, and all since then is lost.`,
      ],
    },
    {
      title: "Start K3s again",
      where: "one survivor",
      why: "It now leads a cluster of one, and others can join.",
      commands: ["systemctl start --no-block k3s"],
      check: "This page shows etcd with one voter that leads, and the API ready.",
      dangers: [],
    },
    {
      title: "Join the others again",
      where: "the other survivors",
      why: "Their data belongs to members that no longer exist.",
      commands: [`mv ${DATABASE} ${DATABASE}.before-join`, "systemctl start --no-block k3s"],
      check: "One after the other they show up here as learner, then as voter.",
      dangers: [
        "config.yaml must name the first one as server: before the start, or it founds a cluster of its own.",
        "One at a time: etcd takes a single learner.",
      ],
    },
  ],
};
