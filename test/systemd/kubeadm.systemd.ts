// kubeadm on a real systemd as root: each program is a stand-in at its own path, containerd and kubelet are real units,
// and what the API holds lies in a real etcd.
import { standInArtefacts } from "../../src/distributions/kubeadm/stand-in/index.ts";
import { bringEtcd, ETCD_FOLDER } from "./bring-etcd.ts";
import { clusterContract } from "./cluster-contract.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";

const why = whyNot();
const ARGUMENTS = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf";
const { cluster } = clusterOf("");
const PKI = "/etc/kubernetes/pki";
const ETCDCTL = `${ETCD_FOLDER}/etcdctl --endpoints=https://127.0.0.1:2379 --cacert=${PKI}/etcd/ca.crt --cert=${PKI}/etcd/healthcheck-client.crt --key=${PKI}/etcd/healthcheck-client.key`;

clusterContract({
  id: "kubeadm",
  title: "kubeadm",
  skip: why === undefined ? false : `kubeadm on a real systemd not tested: ${why}`,
  // What kubeadm takes by itself holds the network of this machine.
  cluster: { ...cluster, distribution: "kubeadm", serviceCidr: "10.152.0.0/16" },
  artefacts: standInArtefacts,
  operations: {
    versions: ["1.32.9", "1.33.5", "1.34.1"],
    always: ["restore", "restore, cut", "renewal"],
    admin: "/etc/kubernetes/admin.conf",
    certificate: `${PKI}/apiserver.crt`,
    stores: [
      {
        title: "etcd itself",
        put: (host, name) => host.sh(`${ETCDCTL} put /marks/${name} ${name}`),
        list: (host) => host.sh(`${ETCDCTL} get --prefix /marks/`),
      },
    ],
  },
  // The restore waits in etcdctl, the upgrade where the kubelet starts.
  held: ["kubelet.service"],
  prepare: ({ tree }) => bringEtcd(tree),
  unit: "kubelet.service",
  type: "simple",
  seen: {
    "crictl ps -o json": /"kube-apiserver"/,
    "pgrep -xc etcd": /^1$/,
    "stat -c %a /etc/kubernetes/pki/ca.key": /^600$/,
  },
  drift: {
    by: `echo '# by hand' >>${ARGUMENTS}; rm /etc/crictl.yaml; systemctl stop containerd`,
    steps: ["kubeadm.kubelet-arguments", "kubeadm.crictl", "kubeadm.containerd", "kubeadm.start"],
  },
  // A volume still mounted, the link of the pods: a real kernel keeps both until somebody takes them away.
  litter:
    "ip link add cni0 type bridge; mkdir -p /var/lib/kubelet/pods/one; mount -t tmpfs none /var/lib/kubelet/pods/one",
  stays: [
    /Settings of the kernel: their files go/,
    /\/etc\/cni\/net\.d, and what .* keeps/,
    /Snapshots below \/opt\/bringup\/snapshots/,
  ],
  remains:
    "find /etc /usr/local /opt/cni /var/lib -xdev \\( -name '*kube*' -o -name '*containerd*' -o -name '*crictl*' -o -name '*runc*' -o -name '*etcd*' -o -name '*cni*' \\) 2>/dev/null | sort; ip -o link show dev cni0 2>/dev/null || true; grep kubelet /proc/self/mounts || true",
});
