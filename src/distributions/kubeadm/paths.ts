/** Where kubeadm and the kubelet keep things, distributions.md 5.1. Absolute paths on the managed host. */
export const UNIT = "kubelet.service";
export const KUBERNETES = "/etc/kubernetes";
export const PKI = `${KUBERNETES}/pki`;
export const ETCD_PKI = `${PKI}/etcd`;
export const ADMIN_CONF = `${KUBERNETES}/admin.conf`;
export const KUBELET_CONF = `${KUBERNETES}/kubelet.conf`;
export const MANIFESTS = `${KUBERNETES}/manifests`;
export const ETCD_DATA = "/var/lib/etcd";
const KUBELET = "/var/lib/kubelet";
export const KUBELET_CONFIG = `${KUBELET}/config.yaml`;
/** Since 1.33: what holds for this node alone. */
export const KUBELET_INSTANCE = `${KUBELET}/instance-config.yaml`;
export const KUBELET_FLAGS = `${KUBELET}/kubeadm-flags.env`;
export const KUBELET_CLIENT = `${KUBELET}/pki/kubelet-client-current.pem`;

/** Says whose keys these are; goes away with them, by `kubeadm reset` too. */
export const CLAIM = `${PKI}/bringup-claim.json`;
export const COMMIT = `${PKI}/bringup-cluster.json`;

/** Static pods of a control plane, in the order in which they need each other. */
export const STATIC_PODS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
] as const;

export function manifestOf(pod: (typeof STATIC_PODS)[number]): string {
  return `${MANIFESTS}/${pod}.yaml`;
}

/** Traces of other clusters: any of them means this host is not free. */
export const FOREIGN: readonly { readonly path: string; readonly what: string }[] = [
  {
    path: "/usr/local/cloud-config/cluster.kairos.yaml",
    what: "a cluster run by the Kairos provider",
  },
  { path: "/opt/kubeadm.init", what: "a cluster run by its Kairos provider" },
  { path: "/opt/kubeadm.join", what: "a node run by its Kairos provider" },
  { path: "/var/lib/rancher/k3s/server", what: "data of K3s" },
  { path: "/var/lib/rancher/rke2/server", what: "data of RKE2" },
  { path: "/var/snap/k8s/common/var/lib/k8sd", what: "Canonical Kubernetes" },
  { path: "/var/snap/microk8s/common/var", what: "MicroK8s" },
  { path: "/var/lib/k0s", what: "k0s" },
];
