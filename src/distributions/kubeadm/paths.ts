/** Where kubeadm and the kubelet keep things, distributions.md 5.1. Absolute paths on the managed host. */
export const UNIT = "kubelet.service";
export const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
/** As packages of Kubernetes name it. */
export const UNIT_ARGUMENTS = `${UNIT_FILE}.d/10-kubeadm.conf`;
export const CONTAINERD_UNIT = "containerd.service";
export const CONTAINERD_UNIT_FILE = `/etc/systemd/system/${CONTAINERD_UNIT}`;
export const CONTAINERD_CONFIG = "/etc/containerd/config.toml";
/** How each registry is reached, a folder for each. */
export const CERTS_D = "/etc/containerd/certs.d";
export const SOCKET = "/run/containerd/containerd.sock";
export const CRICTL_CONFIG = "/etc/crictl.yaml";
/** Proxy variables of both units, for root alone. */
export const PROXY_ENV = "/etc/systemd/system/bringup-kubeadm.env";
/** The host's own proxy settings have a file of their own beside it. */
export function proxyDropIn(unit: string): string {
  return `/etc/systemd/system/${unit}.d/80-bringup-kubeadm.conf`;
}
/** Which files of which archive were unpacked. */
export function unpackedRecord(tool: string): string {
  return `${KUBERNETES}/bringup-${tool.toLowerCase()}.json`;
}
/** Where our programs lie; packages use /usr/bin. */
export const PROGRAMS = "/usr/local/bin";
export const KUBERNETES = "/etc/kubernetes";
export const PKI = `${KUBERNETES}/pki`;
export const CLUSTER_CA = `${PKI}/ca.crt`;
export const ETCD_PKI = `${PKI}/etcd`;
export const ADMIN_CONF = `${KUBERNETES}/admin.conf`;
/** What kubeadm writes itself, beside the folders of its own. */
export const KUBECONFIGS = [
  "admin",
  "super-admin",
  "kubelet",
  "controller-manager",
  "scheduler",
].map((name) => `${KUBERNETES}/${name}.conf`);
/** There since 1.29: the other has no rights before the cluster gives them. */
export const SUPER_ADMIN_CONF = `${KUBERNETES}/super-admin.conf`;
/** Holds a token while the kubelet asks for its own key. */
export const BOOTSTRAP_CONF = `${KUBERNETES}/bootstrap-kubelet.conf`;
export const KUBELET_CONF = `${KUBERNETES}/kubelet.conf`;
/** What kubeadm is told, for every phase. */
export const CONFIG = `${KUBERNETES}/bringup-kubeadm.yaml`;
/** What it is told to join; holds a token, and is gone once it has joined. */
export const JOIN_CONFIG = `${KUBERNETES}/bringup-join.yaml`;
export const AUDIT_POLICY = `${KUBERNETES}/audit-policy.yaml`;
export const AUDIT_LOGS = "/var/log/kubernetes/audit";
/** Holds a key: below `PKI`, so that it goes with the others. */
export const ENCRYPTION = `${KUBERNETES}/pki/encryption.yaml`;
export const MANIFESTS = `${KUBERNETES}/manifests`;
export const ETCD_DATA = "/var/lib/etcd";
export const KUBELET = "/var/lib/kubelet";
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

/** Where they lie while nobody may run them. */
export const ASIDE = `${KUBERNETES}/bringup-aside`;

/** Not one that kubeadm writes: it announces the virtual address. */
export const VIP_MANIFEST = `${MANIFESTS}/kube-vip.yaml`;

/** Marks of the provider of Kairos, beside what it has in common with other distributions. */
export const PROVIDER_MARKS = ["/opt/kubeadm.init", "/opt/kubeadm.join"];
