// Over 100 lines by design: dated data. Known failures of kubeadm, the kubelet and containerd by their traces.
import type { Signature } from "../driver.ts";

interface KubeadmSignature extends Signature {
  /** It goes on running and will never get better by itself; otherwise it ends and is started again. */
  readonly staysUp?: true;
}

const CGROUP_V1 = {
  code: "CGROUP_V1",
  cause: "Kubernetes 1.35 and newer need cgroup v2, and this host runs v1",
  remedy: "Add systemd.unified_cgroup_hierarchy=1 to the kernel command line and restart.",
};
const PORT = {
  code: "ADDRESS_IN_USE",
  cause: "another program listens on a port the cluster needs",
  remedy: "Find it with ss -ltnp, stop it, then resume.",
};
const CRI = {
  code: "CRI_DISABLED",
  cause:
    "containerd does not serve Kubernetes: it is too old, or its configuration switches CRI off",
  remedy:
    'Take "cri" out of disabled_plugins in /etc/containerd/config.toml, then restart containerd.',
};

/**
 * distributions.md 8.2, rows that can happen to kubeadm on one node; read in November 2026 against 1.27
 * to 1.36, those of 1.36.2 against a recorded run. The first match explains: precise traces stand first.
 */
export const SIGNATURES: readonly KubeadmSignature[] = [
  {
    code: "SWAP_ON",
    contains: "running with swap on is not supported",
    cause: "swap is on, and this kubelet does not start with it",
    remedy: "Run swapoff -a and take the entry out of /etc/fstab; zram counts too.",
  },
  { ...CGROUP_V1, contains: "configured to not run on a host using cgroup v1" },
  { ...CGROUP_V1, contains: "error systemverification]: cgroups v1 support" },
  {
    code: "KERNEL_DEFAULTS",
    contains: "failed to start containermanager",
    cause: "the kubelet may not set or does not find the kernel settings it needs",
    remedy: "Read the rest of the line: set what it names by sysctl, then resume.",
  },
  {
    code: "KERNEL_DEFAULTS",
    contains: "invalid kernel flag",
    cause: "kernel settings differ from what the hardening profile wants",
    remedy: "Resume: the settings are written again before the start.",
  },
  {
    code: "CGROUP_MISSING",
    contains: "failed to find memory cgroup",
    cause: "the kernel runs without the memory controller",
    remedy: "Add cgroup_enable=memory cgroup_memory=1 to the kernel command line and restart.",
  },
  {
    code: "BRIDGE_NETFILTER",
    contains: "bridge-nf-call-iptables does not exist",
    cause: "the module br_netfilter is not loaded",
    remedy: "Resume: it is loaded before kubeadm runs.",
  },
  {
    code: "BRIDGE_NETFILTER",
    contains: "contents are not set to 1",
    cause: "a kernel setting of the network is off, or a later file in /etc/sysctl.d puts it back",
    remedy: "Look for the file in /etc/sysctl.d that sets it to 0, take it out, then resume.",
  },
  { ...CRI, contains: "validate cri v1 runtime api" },
  { ...CRI, contains: "unknown service runtime.v1.runtimeservice" },
  {
    code: "RUNTIME_DOWN",
    contains: "containerd.sock: connect: no such file",
    cause: "the container engine does not run",
    remedy: "Read its journal: journalctl -u containerd.service.",
  },
  {
    code: "CGROUP_DRIVER",
    contains: "misconfiguration: kubelet cgroup driver",
    cause: "kubelet and containerd disagree about who keeps the cgroups",
    remedy: "Resume: SystemdCgroup = true is written for containerd.",
  },
  {
    code: "SANDBOX_IMAGE",
    contains: "failed to get sandbox image",
    cause: "the pause image is not on this host, and cannot be pulled",
    remedy: "Check that the images archive holds the pause image that config.toml names.",
    staysUp: true,
  },
  {
    code: "IMAGE_MISSING",
    contains: "failed to pull and unpack image",
    cause: "an image is not on this host, and its registry cannot be reached",
    remedy: "Import it from the artefacts, or check registry, proxy and authorities of containerd.",
    staysUp: true,
  },
  {
    code: "MEMBER_REMOVED",
    contains: "member has been permanently removed",
    cause: "this member was removed from etcd and returned with its old data",
    remedy: "Forget the local datastore, then join again.",
  },
  {
    code: "LEARNERS",
    contains: "too many learner members",
    cause: "another member is joining etcd, or one died while it did",
    remedy: "Wait for it; a learner that is dead for five minutes has to be removed.",
  },
  {
    code: "CERTIFICATE_TIME",
    contains: "certificate has expired or is not yet valid",
    cause: "the clock is wrong, or the certificates are older than a year",
    remedy: "Set the clock of this host, else renew with kubeadm certs renew all.",
  },
  { ...PORT, contains: "address already in use" },
  { ...PORT, contains: "[error port-" },
  {
    code: "LEFTOVERS",
    contains: "[error diravailable",
    cause: "an earlier cluster left data on this host",
    remedy: "Remove what the line names if nobody needs it, then resume.",
  },
  {
    code: "LEFTOVERS",
    contains: "[error fileavailable",
    cause: "an earlier cluster left files on this host",
    remedy: "Remove what the line names if nobody needs it, then resume.",
  },
  {
    code: "API_NEVER_CAME",
    contains: "could not bootstrap the admin user",
    cause: "the API server did not come up; kubeadm does not know why",
    remedy: "The journal of kubelet.service has the cause.",
  },
  {
    code: "TOKEN_UNKNOWN",
    contains: "could not find a jws signature",
    cause: "the cluster does not know this token, or it ran out",
    remedy: "Have a new token made on a member of the cluster.",
  },
  {
    code: "TOKEN_WRONG_CLUSTER",
    contains: "none of the public keys",
    cause: "the pin belongs to another cluster, or something on the way opens TLS",
    remedy: "Compare the pin with the authority of the cluster, and check NO_PROXY.",
  },
  {
    code: "ETCD_FULL",
    contains: "mvcc: database space exceeded",
    cause: "etcd reached its size limit and takes no more writes",
    remedy: "Compact and defragment etcd, then disarm the alarm.",
    staysUp: true,
  },
  {
    code: "DISK_SLOW",
    contains: "apply request took too long",
    cause: "the drive is too slow for etcd",
    remedy: "Look at the drive check; move the data to a faster drive.",
  },
  {
    code: "DISK_SLOW",
    contains: "etcdserver: leader changed",
    cause: "etcd lost its leader: writes to the drive or the link between members take too long",
    remedy: "Look at the drive check of each member, then at the link between them.",
  },
  {
    code: "DISK_SLOW",
    contains: "etcdserver: request timed out",
    cause: "etcd did not answer in time: the drive is slow or full, or members cannot be reached",
    remedy: "Look at the drive check and the free space, then at the other members.",
  },
  {
    code: "STORE_SILENT",
    contains: "server was unable to return a response in the time allotted",
    cause: "the API server waits for etcd, which does not answer",
    remedy: "Look at the stores on this page, and at /etc/kubernetes/manifests/etcd.yaml.",
    staysUp: true,
  },
  {
    code: "INOTIFY_LIMIT",
    contains: "too many open files",
    cause: "the limits for inotify or open files are too low",
    remedy: "Resume: the limits are raised before the start.",
  },
  {
    code: "DISK_PRESSURE",
    contains: "must evict pod(s) to reclaim",
    cause: "drive or memory of this node is nearly used up, and pods are put out of it",
    remedy: "Free space: archives, old content and unused images first.",
  },
  {
    code: "DISK_PRESSURE",
    contains: "no space left on device",
    cause: "the file system of the data is full",
    remedy: "Free space, then resume.",
  },
  {
    code: "CONFIG_REFUSED",
    contains: "unknown flag: --",
    cause: "this version does not know an argument it is given",
    remedy: "Remove it from cluster.native, or use a version that knows it.",
  },
];
