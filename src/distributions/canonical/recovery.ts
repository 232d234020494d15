import type { StoreReport } from "../../datastore/index.ts";
import { knownValue } from "../../engine/index.ts";
import type { ClusterSeen } from "../driver.ts";
import { BEFORE_RECOVERY, type RecoveryGuide, type RecoveryStep } from "../recovery.ts";
import {
  ARGS,
  ETCD_FOLDER,
  ETCD_PKI,
  K8S_DQLITE_FOLDER,
  MEMBERSHIP_FOLDER,
  PKI,
  STATE,
} from "./paths.ts";
import { recoverStep, START, STOP } from "./recovery-steps.ts";
import { snapshotGuide } from "./restore-guide.ts";

const SOURCE =
  "documentation.ubuntu.com/canonical-kubernetes, How to recover a cluster after quorum loss";

/** Pure: for each store that has a quorum to lose, in the order in which they are brought back. */
export function recovery({ cluster, stores }: ClusterSeen): readonly RecoveryGuide[] {
  const found = knownValue(stores) ?? [];
  const version = knownValue(cluster.installed)?.version;
  const datastore = found.find(({ id }) => id === "kubernetes");
  if (found.length === 0) return [];
  const kind =
    datastore?.kind === "dqlite" || datastore?.kind === "etcd" ? datastore.kind : undefined;
  const saved = kind === undefined ? [] : [snapshotGuide(kind, version)];
  return [membershipGuide(version), ...datastoreGuides(datastore), ...saved];
}

function datastoreGuides(datastore: StoreReport | undefined): readonly RecoveryGuide[] {
  if (datastore?.kind === "dqlite") return [K8S_DQLITE];
  return datastore?.kind === "etcd" ? [ETCD] : [];
}

function newest(folder: string): RecoveryStep {
  return {
    title: "Find the newest data",
    where: "every survivor",
    why: "All survivors go on with the data of one: it has to be the one that got most.",
    commands: [`ls ${folder}`],
    check:
      "Names like 0000000000000123-0000000000000456 end with a log index: the host with the highest last number has the newest data.",
    dangers: ["Taking another one loses what only the newest has."],
  };
}

function membershipGuide(version: string | undefined): RecoveryGuide {
  return {
    id: "membership-quorum-lost",
    title: "The membership store (k8sd) has lost its quorum",
    source: SOURCE,
    before: BEFORE_RECOVERY,
    steps: [
      STOP,
      newest(MEMBERSHIP_FOLDER),
      recoverStep("k8sd", version),
      {
        title: "Take the recovered store to the others",
        where: "the other survivors",
        why: "k8sd takes up this file at its next start, and has the same members and data as the first.",
        commands: [`scp FIRST:${STATE}/recovery_db.tar.gz ${STATE}/recovery_db.tar.gz`],
        check: "The file has the same sha256sum on all survivors; it is gone after the start.",
        dangers: ["It holds all secrets of the cluster: mode 0600, and no copy left behind."],
      },
      START,
    ],
  };
}

const K8S_DQLITE: RecoveryGuide = {
  id: "k8s-dqlite-quorum-lost",
  title: "The Kubernetes datastore (k8s-dqlite) has lost its quorum",
  source: SOURCE,
  before: [
    ...BEFORE_RECOVERY,
    "If the membership store has lost its quorum too, follow its guide first, up to the start.",
  ],
  steps: [
    STOP,
    newest(K8S_DQLITE_FOLDER),
    recoverStep("k8s-dqlite", undefined),
    {
      title: "Take the recovered store to the others",
      where: "the other survivors",
      why: "All members have to begin with the same data; keys and own address stay those of each host.",
      commands: [
        `mv ${K8S_DQLITE_FOLDER} ${K8S_DQLITE_FOLDER}.bkp`,
        `mkdir -m 700 ${K8S_DQLITE_FOLDER}`,
        `tar xf recovery-k8s-dqlite-TIME-post-recovery.tar.gz -C ${K8S_DQLITE_FOLDER}`,
        `cp -p ${K8S_DQLITE_FOLDER}.bkp/cluster.crt ${K8S_DQLITE_FOLDER}.bkp/cluster.key ${K8S_DQLITE_FOLDER}.bkp/info.yaml ${K8S_DQLITE_FOLDER}/`,
      ],
      check: "cluster.crt, cluster.key and info.yaml are those of this host (compare with .bkp).",
      dangers: ["With the info.yaml of another host two members have one address."],
    },
    START,
  ],
};

const ETCD: RecoveryGuide = {
  id: "etcd-quorum-lost",
  title: "The Kubernetes datastore (etcd) has lost its quorum",
  source: SOURCE,
  before: [
    ...BEFORE_RECOVERY,
    "If the membership store has lost its quorum too, follow its guide as well, before the start.",
    "etcdctl and etcdutl of the version of the cluster are needed; they are not in the snap.",
  ],
  steps: [
    {
      title: "Save the newest data",
      where: "one survivor",
      why: "Take the survivor whose log is furthest (lag 0 on this page): all members are made from its data.",
      commands: [
        `etcdctl --cacert ${ETCD_PKI}/ca.crt --cert ${PKI}/apiserver-etcd-client.crt --key ${PKI}/apiserver-etcd-client.key snapshot save snapshot.db`,
      ],
      check: "etcdutl snapshot status snapshot.db -w table shows a revision and a size.",
      dangers: ["It holds all secrets of the cluster: keep it where only root reads."],
    },
    STOP,
    {
      title: "Restore it on each member",
      where: "every survivor",
      why: "Each gets the same data and the new list of members, with its own name and address.",
      commands: [
        `grep -E '^--(name|initial-advertise-peer-urls|initial-cluster)=' ${ARGS}/etcd`,
        `mv ${ETCD_FOLDER} ${ETCD_FOLDER}.bkp`,
        `etcdutl snapshot restore snapshot.db --name=NAME --initial-advertise-peer-urls=PEER_URL --initial-cluster=NAME=PEER_URL,NAME2=PEER_URL2 --data-dir ${ETCD_FOLDER}`,
      ],
      check: "It prints restored snapshot, and the folder holds member/.",
      dangers: [
        "The list of initial-cluster must be the same everywhere, and name the survivors only.",
        "The first line only shows what to fill in.",
      ],
    },
    START,
  ],
};
