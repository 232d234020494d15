// kubeadm on a real systemd as root: each program is a stand-in at its own path, containerd and kubelet are real units.
import { practiceArtefacts, practiceVersion } from "../../src/distributions/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { clusterContract } from "./cluster-contract.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";

const why = whyNot();
const ARGUMENTS = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf";
const { cluster } = clusterOf(practiceVersion("kubeadm"));

clusterContract({
  id: "kubeadm",
  title: "kubeadm",
  skip: why === undefined ? false : `kubeadm on a real systemd not tested: ${why}`,
  spec: {
    // What kubeadm takes by itself holds the network of this machine.
    cluster: {
      ...cluster,
      distribution: "kubeadm",
      artefacts: "/opt/artefacts/kubeadm",
      serviceCidr: "10.152.0.0/16",
    },
  },
  prepare: (host) => practiceArtefacts(createMachineHost().files, `${host.tree}/opt/artefacts`),
  unit: "kubelet.service",
  type: "simple",
  seen: {
    "crictl ps -o json": /"kube-apiserver"/,
    "stat -c %a /etc/kubernetes/pki/ca.key": /^600$/,
  },
  drift: {
    by: `echo '# by hand' >>${ARGUMENTS}; rm /etc/crictl.yaml; systemctl stop containerd`,
    steps: ["kubeadm.kubelet-arguments", "kubeadm.crictl", "kubeadm.containerd", "kubeadm.start"],
  },
  // A volume still mounted, the link of the pods: a real kernel keeps both until somebody takes them away.
  litter:
    "ip link add cni0 type bridge; mkdir -p /var/lib/kubelet/pods/one; mount -t tmpfs none /var/lib/kubelet/pods/one",
  stays: [/Settings of the kernel: their files go/, /\/etc\/cni\/net\.d, and what .* keeps/],
  remains:
    "find /etc /usr/local /opt/cni /var/lib -xdev \\( -name '*kube*' -o -name '*containerd*' -o -name '*crictl*' -o -name '*runc*' -o -name '*etcd*' -o -name '*cni*' \\) 2>/dev/null | sort; ip -o link show dev cni0 2>/dev/null || true; grep kubelet /proc/self/mounts || true",
});
