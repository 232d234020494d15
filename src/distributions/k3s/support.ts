import {
  type Collector,
  clusterCollectors,
  file,
  folder,
  journal,
  listing,
  program,
} from "../../support/index.ts";
import { BINARY, CONFIG, DATA, KUBECONFIG, REGISTRIES, SERVER, TLS, UNIT_FILE } from "./paths.ts";

/** What K3s leaves on a host; of its data the names and sizes, of its certificates the public ones. */
export const support: readonly Collector[] = [
  journal("k3s"),
  journal("k3s-agent"),
  file(UNIT_FILE, "Unit of K3s"),
  file(CONFIG, "Settings of K3s"),
  folder(`${CONFIG}.d`, "More settings of K3s"),
  file(REGISTRIES, "Registries of K3s"),
  file("/var/log/k3s-import-images.log", "Images of K3s, imported"),
  file(`${DATA}/agent/containerd/containerd.log`, "Log of containerd", {
    maxBytes: 16 * 1024 ** 2,
  }),
  program("k3s/version", "Version of K3s", [BINARY, "--version"]),
  program("k3s/kernel", "What K3s needs of the kernel", [BINARY, "check-config"]),
  program("k3s/pods", "Pods on this host", [BINARY, "crictl", "pods"]),
  program("k3s/containers", "Containers on this host", [BINARY, "crictl", "ps", "-a"]),
  listing(DATA, "Files of K3s", 4),
  folder(TLS, "Certificates of K3s", { only: /\.crt$/ }),
  folder(`${DATA}/agent`, "Certificates and settings of the node", {
    depth: 2,
    only: /\.(?:crt|toml)$/,
  }),
  folder(`${SERVER}/manifests`, "Manifests that K3s applies"),
  ...clusterCollectors("cluster-k3s", [BINARY, "kubectl", "--kubeconfig", KUBECONFIG]),
];
