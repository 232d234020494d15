import type { Leftover } from "../check.ts";

const left = (owner: string, ...paths: readonly string[]): readonly Leftover[] =>
  paths.map((path) => ({ path, owner }));

/** What any Kubernetes leaves behind. Distributions add their own through `extraLeftovers`. */
export const LEFTOVER_PATHS: readonly Leftover[] = [
  ...left(
    "an earlier control plane",
    "/etc/kubernetes/admin.conf",
    "/etc/kubernetes/kubelet.conf",
    "/etc/kubernetes/manifests",
    "/etc/kubernetes/pki",
  ),
  ...left("an earlier kubelet", "/var/lib/kubelet/pods", "/var/lib/kubelet/pki"),
  ...left("an earlier datastore", "/var/lib/etcd"),
  ...left("an earlier pod network", "/etc/cni/net.d", "/var/lib/cni/networks"),
  ...left("Calico", "/var/lib/calico", "/sys/class/net/vxlan.calico"),
  ...left("Cilium", "/var/run/cilium", "/sys/class/net/cilium_host"),
  ...left("Flannel", "/run/flannel", "/sys/class/net/flannel.1", "/sys/class/net/cni0"),
  ...left("kube-proxy", "/sys/class/net/kube-ipvs0"),
  ...left("Docker", "/var/lib/docker/containers", "/sys/class/net/docker0"),
];
