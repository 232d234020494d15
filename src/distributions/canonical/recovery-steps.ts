import type { RecoveryStep } from "../recovery.ts";
import { K8S_DQLITE_FOLDER, STATE } from "./paths.ts";
import { minorOf } from "./version.ts";

/** The last version whose `cluster-recover` knows of k8s-dqlite. */
const LAST_DQLITE_MINOR = 35;

export const STOP: RecoveryStep = {
  title: "Stop the snap",
  where: "every survivor",
  why: "The stores may only be changed while nobody uses them, and no member may answer.",
  commands: ["snap stop k8s"],
  check: "snap services k8s shows every service as inactive.",
  dangers: ["The API of this node is gone until the last step."],
};

export const START: RecoveryStep = {
  title: "Start the snap again",
  where: "every survivor",
  why: "Begin with the host on which the data was recovered; the others follow it.",
  commands: ["snap start k8s"],
  check:
    "This page shows a leader that confirms itself, then the other members; k8s status says ready. It says high availability: no until three voters are there.",
  dangers: [],
};

/** canonical-dqlite.md 1.9. */
export function recoverStep(
  which: "k8sd" | "k8s-dqlite",
  version: string | undefined,
): RecoveryStep {
  const minor = minorOf(version);
  const knowsDqlite = minor === undefined || minor <= LAST_DQLITE_MINOR;
  const program = `/snap/k8s/current/bin/k8sd cluster-recover --state-dir=${STATE}`;
  const skip = which === "k8sd" ? "--skip-k8s-dqlite" : "--skip-k8sd";
  const more = ` --k8s-dqlite-state-dir=${K8S_DQLITE_FOLDER} ${skip} --log-level 0`;
  return {
    title: "Write the members anew",
    where: "one survivor",
    why: "The store takes up its work with those members that are left; the lost ones stay in the list as spares.",
    commands: [knowsDqlite ? program + more : program],
    check:
      which === "k8sd"
        ? `It ends without an error, and ${STATE}/recovery_db.tar.gz is there.`
        : "It ends without an error, and names /var/snap/k8s/common/recovery-k8s-dqlite-TIME-post-recovery.tar.gz.",
    dangers: [
      "It opens an editor: in cluster.yaml set each lost member to spare, and change nothing else.",
      "It refuses while any member still answers: then the quorum may not be lost at all.",
      "Ids in these files are 64-bit numbers: copy them, never let a program round them.",
    ],
  };
}
