import { type Collector, file, folder, listing, program } from "../../support/index.ts";
import {
  CERTS_D,
  CONFIG,
  CRICTL_CONFIG,
  ETCD_DATA,
  KUBELET,
  KUBELET_CONFIG,
  KUBELET_FLAGS,
  KUBERNETES,
  MANIFESTS,
  PKI,
  UNIT_ARGUMENTS,
  UNIT_FILE,
} from "./paths.ts";

/**
 * What kubeadm leaves on a host; of etcd the names and sizes, of its certificates the public ones. What the
 * cluster says is asked with its admin.conf, as of every cluster.
 */
export const support: readonly Collector[] = [
  file(UNIT_FILE, "Unit of the kubelet"),
  file(UNIT_ARGUMENTS, "Arguments of the kubelet"),
  file(KUBELET_CONFIG, "Settings of the kubelet"),
  file(KUBELET_FLAGS, "Flags of the kubelet"),
  file(CONFIG, "What kubeadm was told"),
  file(CRICTL_CONFIG, "Settings of crictl"),
  folder(CERTS_D, "Ways to registries"),
  folder(MANIFESTS, "Pods that the kubelet starts by itself"),
  folder(PKI, "Certificates", { depth: 2, only: /\.crt$/ }),
  program("kubeadm/version", "Version of kubeadm", ["kubeadm", "version", "-o", "short"]),
  program("kubeadm/certificates", "Ends of the certificates", [
    ...(["kubeadm", "certs", "check-expiration"] as const),
  ]),
  listing(KUBERNETES, "Files of kubeadm"),
  listing(ETCD_DATA, "Files of etcd"),
  listing(KUBELET, "Files of the kubelet", 2),
];
