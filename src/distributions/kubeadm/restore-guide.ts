import { BEFORE_RECOVERY, type RecoveryGuide, type RecoveryStep } from "../recovery.ts";
import { ETCD_DATA, MANIFESTS, PKI } from "./paths.ts";
import { DATABASE, SNAPSHOTS } from "./snapshot-set.ts";

const ASIDE = "/root/manifests";

/** distributions.md 5.5 and 8.3 rule 5: a new member with the data of a file, made by the etcd that will read it. */
export function snapshotGuide(joinAgain: RecoveryStep): RecoveryGuide {
  return {
    id: "etcd-from-snapshot",
    title: "No data of etcd is left, or none that is good: bring back a snapshot",
    source: "etcd.io, Disaster recovery; kubernetes.io, Operating etcd clusters",
    before: [
      ...BEFORE_RECOVERY,
      "bringup cluster restore --from FOLDER takes these steps by itself; by hand they are for when it refuses.",
      `A snapshot is a folder FOLDER below ${SNAPSHOTS}: ${DATABASE}, and the keys of the cluster in pki.`,
      "All that was stored since it was taken is lost. Take one of the minor version that is installed.",
    ],
    steps: [STOP, COMPARE, MAKE, START, joinAgain],
  };
}

const STOP: RecoveryStep = {
  title: "Stop the control plane",
  where: "every survivor",
  why: "Whoever still runs would go on with the present data; the kubelet ends a pod whose manifest went.",
  commands: [`mkdir -m 700 ${ASIDE}`, `mv ${MANIFESTS}/*.yaml ${ASIDE}/`],
  check: "crictl ps --name 'etcd|kube-apiserver' shows nothing after half a minute.",
  dangers: ["The API is gone until the control plane is started again; other pods go on running."],
};

const COMPARE: RecoveryStep = {
  title: "Compare the keys",
  where: "one survivor",
  why: "Under other keys the API server cannot read its secrets, and no node is let in.",
  commands: [`diff -r FOLDER/pki ${PKI} | grep -v "^Only in ${PKI}"`],
  check: "It prints nothing.",
  dangers: [
    `Where a file differs, the cluster was founded anew since: copy FOLDER/pki over ${PKI}, delete every other certificate and each .conf in /etc/kubernetes, and make them again by kubeadm init phase certs all and kubeconfig all.`,
  ],
};

const MAKE: RecoveryStep = {
  title: "Make a member from the snapshot",
  where: "one survivor",
  why: "etcdutl is in the image of etcd, which is on this host; the revision jumps ahead, so that no controller trusts what it remembers.",
  commands: [
    `grep -E -- '--(name|initial-advertise-peer-urls)=' ${ASIDE}/etcd.yaml`,
    `mv ${ETCD_DATA} ${ETCD_DATA}.before-restore`,
    "ctr -n k8s.io images ls -q | grep '/etcd:'",
    "ctr -n k8s.io run --rm --mount type=bind,src=/var/lib,dst=/var/lib,options=rbind:rw --mount type=bind,src=FOLDER,dst=/saved,options=rbind:ro " +
      `IMAGE restore etcdutl snapshot restore /saved/${DATABASE} --data-dir ${ETCD_DATA} --name NAME --initial-cluster NAME=PEER_URL --initial-advertise-peer-urls PEER_URL --bump-revision 1000000000 --mark-compacted`,
    `chmod 700 ${ETCD_DATA}`,
  ],
  check: `It prints restored snapshot, and ${ETCD_DATA} holds member.`,
  dangers: ["The first and the third line only show what to fill in: NAME, PEER_URL and IMAGE."],
};

const START: RecoveryStep = {
  title: "Start the control plane",
  where: "one survivor",
  why: "The kubelet starts each pod whose manifest is back.",
  commands: [`mv ${ASIDE}/*.yaml ${MANIFESTS}/`],
  check: "This page shows etcd with one voter that leads, and the API ready.",
  dangers: ["On this host alone: the others have the former data, and join again as new ones."],
};
