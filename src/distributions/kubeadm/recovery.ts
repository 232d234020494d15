import type { ClusterSeen } from "../driver.ts";
import { BEFORE_RECOVERY, type RecoveryGuide, type RecoveryStep } from "../recovery.ts";
import { ETCD_DATA, manifestOf } from "./paths.ts";
import { snapshotGuide } from "./restore-guide.ts";

/** Pure. An etcd that somebody else keeps is theirs to bring back. */
export function recovery({ stores }: Pick<ClusterSeen, "stores">): readonly RecoveryGuide[] {
  const isEtcd = stores.is === "known" && stores.value.some(({ kind }) => kind === "etcd");
  return isEtcd ? [NEW_CLUSTER_OF_ONE, snapshotGuide(JOIN_AGAIN)] : [];
}

const MANIFEST = manifestOf("etcd");
const ASIDE = "/root/etcd.yaml";

const JOIN_AGAIN: RecoveryStep = {
  title: "Join the others again",
  where: "the other survivors",
  why: "Their data belongs to members that no longer exist.",
  commands: [
    "kubeadm token create --print-join-command",
    "kubeadm init phase upload-certs --upload-certs",
    "kubeadm reset",
    "kubeadm join ENDPOINT --control-plane --config FILE",
  ],
  check: "One after the other they show up here as learner, then as voter.",
  dangers: [
    "The first two lines are for the one that leads; token and key go into FILE, not onto the command line.",
    "One at a time: etcd takes a single learner.",
  ],
};

/** distributions.md 5.5; the flag makes a cluster of one out of the data of this member, and keeps its log. */
const NEW_CLUSTER_OF_ONE: RecoveryGuide = {
  id: "etcd-quorum-lost",
  title: "etcd has lost its quorum",
  source: "etcd.io, Disaster recovery; kubernetes.io, Operating etcd clusters",
  before: [
    ...BEFORE_RECOVERY,
    "Have a copy of /etc/kubernetes/pki of one control plane at hand: without its keys nothing comes back.",
  ],
  steps: [
    {
      title: "Stop etcd",
      where: "every survivor",
      why: "A member that still runs would answer with the old members; the kubelet ends a pod whose manifest went.",
      commands: [`mv ${MANIFEST} ${ASIDE}`],
      check: "crictl ps --name etcd shows nothing after half a minute.",
      dangers: ["The API is gone until the last step; pods go on running."],
    },
    {
      title: "Keep a copy of the data",
      where: "every survivor",
      why: "It is the only way back from a wrong choice in the next steps.",
      commands: [`cp -a ${ETCD_DATA} ${ETCD_DATA}.before-recovery`],
      check: "The copy is as large as the original (du -s).",
      dangers: ["It needs as much free space as the data itself."],
    },
    {
      title: "Make a cluster of one",
      where: "one survivor",
      why: "Its etcd forgets all other members and goes on with its own data; take the one whose log is furthest.",
      commands: [
        `sed 's|^\\( *\\)- etcd$|&\\n\\1- --force-new-cluster|' ${ASIDE} > ${MANIFEST}`,
        `grep -- --force-new-cluster ${MANIFEST}`,
      ],
      check: "This page shows etcd with one voter that leads, and the API ready.",
      dangers: ["Anything newer on another survivor is lost."],
    },
    {
      title: "Take the flag out again",
      where: "one survivor",
      why: "With it every later start would throw out the members that joined in between.",
      commands: [`cp ${ASIDE} ${MANIFEST}`],
      check: `grep -c force-new-cluster ${MANIFEST} says 0, and etcd leads again.`,
      dangers: ["Do not restart the host before this step."],
    },
    JOIN_AGAIN,
  ],
};
