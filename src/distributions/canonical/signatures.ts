// Over 80 lines by design: dated data. Known failures by their traces in the journals of the snap's units.
import type { Signature } from "../driver.ts";
import {
  CGROUP_MISSING,
  CGROUP_V1,
  ETCD_FULL,
  ETCD_SLOW,
  MUST_EVICT,
} from "../shared/node-signatures.ts";

/**
 * distributions.md 8.2, rows that happen to this distribution; read in November 2026 against 1.32 to
 * 1.36. The first match explains, so the more precise traces stand first.
 */
export const SIGNATURES: readonly Signature[] = [
  {
    code: "TOKEN_USED",
    contains: "coretokenrecord not found",
    cause: "the token to join was used up, or never was one of this cluster",
    remedy: "Ask a member for a new token with k8s get-join-token; never try the same one again.",
  },
  {
    code: "JOIN_BUSY",
    contains: "another node is currently joining",
    cause: "members join one after the other, and another one is joining",
    remedy: "Wait until it is done, then join with a new token.",
  },
  {
    code: "DQLITE_GONE",
    contains: "remain on version 1.35",
    cause: "1.36 has no k8s-dqlite any more and takes its data over from nobody",
    remedy: "Stay on 1.35, or form a new cluster with etcd.",
  },
  {
    code: "DATASTORE_BUSY",
    contains: "a configuration change is already in progress",
    cause: "the members of the store are being changed by somebody else",
    remedy: "Wait and look again; one change at a time.",
  },
  {
    code: "LEADER_MISSING",
    contains: "no known leader",
    cause: "Dqlite has no leader: too few of its voters run",
    remedy: "Bring voters back; without them follow the recovery of a lost quorum.",
  },
  {
    code: "MEMBER_REMOVED",
    contains: "the member has been permanently removed from the cluster",
    cause: "this member was removed from etcd and returned with its old data",
    remedy: "Remove the node with k8s remove-node, then join it again.",
  },
  {
    code: "LEARNERS",
    contains: "too many learner members in cluster",
    cause: "another member is joining etcd, or one died while it did",
    remedy: "Wait for it; a learner that is dead for five minutes has to be removed.",
  },
  ETCD_FULL,
  ...ETCD_SLOW,
  CGROUP_MISSING,
  CGROUP_V1,
  {
    code: "CERTIFICATE_TIME",
    contains: "certificate has expired or is not yet valid",
    cause: "the clock is wrong, or a certificate came to its end",
    remedy: "Set the clock of this host; renew with k8s refresh-certs.",
  },
  {
    code: "ADDRESS_IN_USE",
    contains: "address already in use",
    cause: "another program listens on a port the cluster needs",
    remedy: "Find it with ss -ltnp, stop it, then start the snap again.",
  },
  {
    code: "NO_DEFAULT_ROUTE",
    contains: "no default routes found",
    cause: "there is no default route to choose an address by",
    remedy: "Give the host a default route, or name its address when it joins.",
  },
  {
    code: "SNAP_BUSY",
    contains: "has changes in progress",
    cause: "snapd is at work on the snap",
    remedy: "Wait for snap changes to come to its end.",
  },
  {
    code: "SNAP_BUSY",
    contains: "too early for operation, device not yet seeded",
    cause: "snapd is not ready yet: it sets itself up after the first start of the host",
    remedy: "Wait for it: snap wait system seed.loaded.",
  },
  {
    code: "SANDBOX_IMAGE",
    contains: "failed to get sandbox image",
    cause: "the pause image is not on this host, and cannot be pulled",
    remedy: "Bring the images of this version, or let containerd reach its registry.",
  },
  {
    code: "IMAGE_MISSING",
    contains: "failed to pull and unpack image",
    cause: "an image is not on this host, and its registry cannot be reached",
    remedy: "Bring it with the content, or check registries, proxy and authorities of containerd.",
  },
  {
    code: "INOTIFY_LIMIT",
    contains: "too many open files",
    cause: "the limits for inotify or open files are too low",
    remedy: "Raise fs.inotify.max_user_instances to 1024 and max_user_watches to 1048576.",
  },
  MUST_EVICT,
  {
    code: "DISK_PRESSURE",
    contains: "no space left on device",
    cause: "the file system of the data is full",
    remedy: "Free space, then start the snap again.",
  },
  {
    code: "DAEMON_SLOW",
    contains: "context deadline exceeded",
    cause: "something took longer than it was given: mostly a slow drive, or a member that is gone",
    remedy: "Look at the stores first; the work may go on, so do not repeat it blindly.",
  },
];
