import {
  type Collector,
  clusterCollectors,
  file,
  folder,
  journal,
  listing,
  program,
} from "../../support/index.ts";
import {
  BINARY,
  CONFIG,
  DATA,
  envFile,
  KUBECONFIG,
  MANIFESTS,
  REGISTRIES,
  TLS,
  UNIT_FILE,
} from "./paths.ts";

const AGENT = `${DATA}/agent`;
const CRICTL = [`${DATA}/bin/crictl`, "--config", `${AGENT}/etc/crictl.yaml`] as const;

/** What RKE2 leaves on a host; of its data the names and sizes, of its certificates the public ones. */
export const support: readonly Collector[] = [
  journal("rke2-server"),
  journal("rke2-agent"),
  file(UNIT_FILE, "Unit of RKE2"),
  file(envFile(false), "Environment of RKE2"),
  file(envFile(true), "Environment of RKE2"),
  file(CONFIG, "Settings of RKE2"),
  folder(`${CONFIG}.d`, "More settings of RKE2"),
  file(REGISTRIES, "Registries of RKE2"),
  file(`${AGENT}/logs/kubelet.log`, "Log of the kubelet", { maxBytes: 16 * 1024 ** 2 }),
  file(`${AGENT}/containerd/containerd.log`, "Log of containerd", { maxBytes: 16 * 1024 ** 2 }),
  program("rke2/version", "Version of RKE2", [BINARY, "--version"]),
  program("rke2/pods", "Pods on this host", [...CRICTL, "pods"]),
  program("rke2/containers", "Containers on this host", [...CRICTL, "ps", "-a"]),
  listing(DATA, "Files of RKE2", 4),
  folder(TLS, "Certificates of RKE2", { only: /\.crt$/ }),
  folder(`${AGENT}/pod-manifests`, "Pods that the kubelet starts by itself"),
  folder(MANIFESTS, "Manifests that RKE2 applies"),
  ...clusterCollectors("cluster-rke2", [`${DATA}/bin/kubectl`, "--kubeconfig", KUBECONFIG]),
];
