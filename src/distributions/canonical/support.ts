import { type Collector, command, folder, journal, listing, program } from "../../support/index.ts";
import {
  ARGS,
  ETCD_FOLDER,
  ETCD_PKI,
  K8S_DQLITE_FOLDER,
  MEMBERSHIP_FOLDER,
  PKI,
  PROGRAM,
  STATE,
} from "./paths.ts";

const SERVICES = [
  ...["k8sd", "k8s-dqlite", "etcd", "containerd", "k8s-apiserver-proxy", "kube-apiserver"],
  ...["kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet"],
];

/** What `k8s inspect` collects, each with its own limit; of the stores the names and sizes alone. */
export const support: readonly Collector[] = [
  ...SERVICES.map((service) => journal(`snap.k8s.${service}`)),
  command("canonical/snap", "Snap of Kubernetes", "snap info k8s"),
  command("canonical/services", "Services of the snap", "snap services k8s"),
  command(
    "canonical/restarts",
    "Restarts of the services",
    `systemctl show --property=Id,ActiveState,SubState,NRestarts,ExecMainStatus ${SERVICES.map((service) => `snap.k8s.${service}`).join(" ")}`,
  ),
  program("canonical/status", "What the cluster says of itself", [
    PROGRAM,
    "status",
    "--output-format",
    "yaml",
    "--timeout",
    "10s",
  ]),
  folder(ARGS, "Arguments of the services"),
  folder(STATE, "Members as they were seen last, certificates", {
    depth: 2,
    only: /\/(?:cluster|info|daemon)\.yaml$|\.crt$/,
  }),
  listing(STATE, "Files of k8sd"),
  listing(MEMBERSHIP_FOLDER, "Store of k8sd"),
  listing(K8S_DQLITE_FOLDER, "Store of Kubernetes, Dqlite"),
  folder(K8S_DQLITE_FOLDER, "Members of the store", {
    depth: 1,
    only: /\/(?:cluster|info)\.yaml$|\.crt$/,
  }),
  listing(ETCD_FOLDER, "Store of Kubernetes, etcd"),
  folder(PKI, "Certificates", { depth: 2, only: /\.crt$/ }),
  listing(ETCD_PKI, "Certificates of etcd"),
  folder("/opt/canonical", "What the provider left", { depth: 2 }),
  listing("/var/crash", "Crashes", 2),
];
