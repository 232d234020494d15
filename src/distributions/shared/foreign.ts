/** Something that a cluster leaves on a host. */
export interface Trace {
  readonly path: string;
  readonly what: string;
}

const TRACES: readonly (Trace & { readonly of?: string })[] = [
  {
    path: "/usr/local/cloud-config/cluster.kairos.yaml",
    what: "a cluster run by the Kairos provider",
  },
  { of: "k3s", path: "/var/lib/rancher/k3s/server/db", what: "data of K3s" },
  { of: "rke2", path: "/var/lib/rancher/rke2/server", what: "data of RKE2" },
  { of: "kubeadm", path: "/etc/kubernetes/admin.conf", what: "a kubeadm control plane" },
  { of: "kubeadm", path: "/etc/kubernetes/kubelet.conf", what: "a kubeadm node" },
  {
    of: "canonical",
    path: "/var/snap/k8s/common/var/lib/k8sd",
    what: "Canonical Kubernetes",
  },
  { path: "/var/snap/microk8s/common/var", what: "MicroK8s" },
  { path: "/var/lib/k0s", what: "k0s" },
];

/** Traces of clusters that are none of this distribution: with any of them a host is not free for it. */
export function foreignTo(id: string): readonly Trace[] {
  return TRACES.filter(({ of }) => of !== id).map(({ path, what }) => ({ path, what }));
}
