// Over 100 lines by design: dated data. Known failures of kubeadm, the kubelet and containerd by their traces.
import type { Signature } from "../driver.ts";
import {
  CGROUP_MISSING,
  CGROUP_V1,
  ETCD_FULL,
  ETCD_SLOW,
  INOTIFY_LIMIT,
  KERNEL_FLAG,
  MUST_EVICT,
  NO_SPACE,
} from "../shared/node-signatures.ts";

interface KubeadmSignature extends Signature {
  /** It goes on running and will never get better by itself; otherwise it ends and is started again. */
  readonly staysUp?: true;
}

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
  CGROUP_V1,
  { ...CGROUP_V1, contains: "error systemverification]: cgroups v1 support" },
  {
    code: "KERNEL_DEFAULTS",
    contains: "failed to start containermanager",
    cause: "the kubelet may not set or does not find the kernel settings it needs",
    remedy: "Read the rest of the line: set what it names by sysctl, then resume.",
  },
  KERNEL_FLAG,
  CGROUP_MISSING,
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
  { ...ETCD_FULL, staysUp: true },
  ...ETCD_SLOW,
  {
    code: "STORE_SILENT",
    contains: "server was unable to return a response in the time allotted",
    cause: "the API server waits for etcd, which does not answer",
    remedy: "Look at the stores on this page, and at /etc/kubernetes/manifests/etcd.yaml.",
    staysUp: true,
  },
  INOTIFY_LIMIT,
  MUST_EVICT,
  NO_SPACE,
  {
    code: "CONFIG_REFUSED",
    contains: "unknown flag: --",
    cause: "this version does not know an argument it is given",
    remedy: "Remove it from cluster.native, or use a version that knows it.",
  },
];
