import { BEFORE_RECOVERY, type RecoveryGuide, type RecoveryStep } from "../recovery.ts";
import {
  ARGS,
  ETCD_FOLDER,
  K8S_DQLITE_FOLDER,
  KUBERNETES,
  PKI,
  SNAPSHOTS,
  STATE,
} from "./paths.ts";
import { recoverStep, START, STOP } from "./recovery-steps.ts";

/**
 * distributions.md 8.3 rule 5, canonical-dqlite.md 1.9: one member goes on with what was saved, the others are
 * wiped and join again. By hand, because nothing keeps a wiped member from coming back but whoever wipes it.
 */
export function snapshotGuide(
  datastore: "etcd" | "dqlite",
  version: string | undefined,
): RecoveryGuide {
  return {
    id: "from-snapshot",
    title: "Bring back a snapshot of a cluster of several members",
    source:
      "documentation.ubuntu.com/canonical-kubernetes, How to recover a cluster after quorum loss; etcd.io, Disaster recovery",
    before: [
      ...BEFORE_RECOVERY,
      `A snapshot is a folder FOLDER below ${SNAPSHOTS}: k8sd and ${datastore === "dqlite" ? "k8s-dqlite" : "etcd"} are the two stores, pki, conf and args belong to the node it was taken on. Use it on that host only.`,
      "Of a cluster of one bringup brings it back by itself: bringup cluster restore.",
      "All that was stored since it was taken is lost. Take one of the minor version that is installed.",
    ],
    steps: [
      WIPE,
      STOP,
      KEEP,
      putBack(datastore),
      recoverStep("k8sd", version),
      ...(datastore === "dqlite" ? [recoverStep("k8s-dqlite", version)] : [MAKE_ETCD]),
      START,
      JOIN_AGAIN,
    ],
  };
}

const WIPE: RecoveryStep = {
  title: "Wipe the others",
  where: "the other survivors",
  why: "They have the present data under the same keys: one that comes up again would be believed.",
  commands: ["snap remove k8s --purge"],
  check: "snap list k8s says that no such snap is installed; a host that is off stays off.",
  dangers: ["There is no way back on them from here on: see that FOLDER is whole first."],
};

const KEEP: RecoveryStep = {
  title: "Keep a copy of what is there",
  where: "one survivor",
  why: "It is the only way back from a wrong choice in the next steps.",
  commands: [
    "mkdir -m 700 /root/before-restore",
    `cp -a ${STATE} ${KUBERNETES} ${ARGS} /root/before-restore/`,
    `cp -a ${ETCD_FOLDER} ${K8S_DQLITE_FOLDER} /root/before-restore/`,
  ],
  check: "The copies are as large as the originals (du -s); one of the last two is not there.",
  dangers: ["It needs as much free space as the data itself."],
};

function putBack(datastore: "etcd" | "dqlite"): RecoveryStep {
  const dqlite = [`rm -rf ${K8S_DQLITE_FOLDER}`, `cp -a FOLDER/k8s-dqlite ${K8S_DQLITE_FOLDER}`];
  return {
    title: "Put back what was saved",
    where: "one survivor",
    why: "Both stores, the keys and the arguments are of one moment: none of them goes with those of another.",
    commands: [
      `rm -rf ${STATE}/database ${STATE}/truststore ${STATE}/recovery_db.tar.gz`,
      `cp -a FOLDER/k8sd/. ${STATE}/`,
      ...(datastore === "dqlite" ? dqlite : []),
      `cp -a FOLDER/pki/. ${PKI}/`,
      `cp -a FOLDER/conf/. ${KUBERNETES}/`,
      `cp -a FOLDER/args/. ${ARGS}/`,
    ],
    check: `sha256sum of each file is as in FOLDER/record.json, and ${STATE}/daemon.yaml names this host.`,
    dangers: ["Never mix two snapshots, nor the stores of two hosts."],
  };
}

const MAKE_ETCD: RecoveryStep = {
  title: "Make a member of etcd from the snapshot",
  where: "one survivor",
  why: "etcdutl, of the version of the cluster, writes a new list of members; it is not in the snap. What was copied at rest has no digest at its end.",
  commands: [
    `grep -E '^--(name|initial-advertise-peer-urls)=' ${ARGS}/etcd`,
    `rm -rf ${ETCD_FOLDER}`,
    `etcdutl snapshot restore FOLDER/etcd/member/snap/db --skip-hash-check --name=NAME --initial-advertise-peer-urls=PEER_URL --initial-cluster=NAME=PEER_URL --data-dir ${ETCD_FOLDER} --bump-revision 1000000000 --mark-compacted`,
    `chmod 700 ${ETCD_FOLDER}`,
  ],
  check: "It prints restored snapshot, and the folder holds member/.",
  dangers: ["The first line only shows what to fill in: NAME and PEER_URL."],
};

const JOIN_AGAIN: RecoveryStep = {
  title: "Join the others again",
  where: "one survivor",
  why: "The list of members still names them as they were: each goes, and comes as a new one.",
  commands: ["k8s remove-node NAME --force", "k8s get-join-token NAME"],
  check: "One after the other they show up on this page, then as voters.",
  dangers: ["One at a time: the next one when the one before is a voter."],
};
