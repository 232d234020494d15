// Dated data: known failures of the kubelet, the kernel and etcd by their traces, whichever distribution starts them.
import type { Signature } from "../driver.ts";

/** distributions.md 8.2; read in November 2026 against 1.26 to 1.36. */
export const CGROUP_MISSING: Signature = {
  code: "CGROUP_MISSING",
  contains: "failed to find memory cgroup",
  cause: "the kernel runs without the memory controller",
  remedy: "Add cgroup_enable=memory cgroup_memory=1 to the kernel command line and restart.",
};

export const CGROUP_V1: Signature = {
  code: "CGROUP_V1",
  contains: "configured to not run on a host using cgroup v1",
  cause: "Kubernetes 1.35 and newer need cgroup v2, and this host runs v1",
  remedy: "Add systemd.unified_cgroup_hierarchy=1 to the kernel command line and restart.",
};

/** Where the settings are ours to write. */
export const KERNEL_FLAG: Signature = {
  code: "KERNEL_DEFAULTS",
  contains: "invalid kernel flag",
  cause: "kernel settings differ from what the hardening profile wants",
  remedy: "Resume: the settings are written again before the start.",
};

/** Where the limits are ours to raise. */
export const INOTIFY_LIMIT: Signature = {
  code: "INOTIFY_LIMIT",
  contains: "too many open files",
  cause: "the limits for inotify or open files are too low",
  remedy: "Resume: the limits are raised before the start.",
};

export const MUST_EVICT: Signature = {
  code: "DISK_PRESSURE",
  contains: "must evict pod(s) to reclaim",
  cause: "drive or memory of this node is nearly used up, and pods are put out of it",
  remedy: "Free space: archives, old content and unused images first.",
};

export const NO_SPACE: Signature = {
  code: "DISK_PRESSURE",
  contains: "no space left on device",
  cause: "the file system of the data is full",
  remedy: "Free space, then resume.",
};

export const ETCD_FULL: Signature = {
  code: "ETCD_FULL",
  contains: "mvcc: database space exceeded",
  cause: "etcd reached its size limit and takes no more writes",
  remedy: "Compact and defragment etcd, then disarm the alarm.",
};

export const ETCD_SLOW: readonly Signature[] = [
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
];
