// Over 100 lines by design: dated data. Known failures of servers by their traces in the journal.

import {
  CGROUP_MISSING,
  CGROUP_V1,
  ETCD_FULL,
  ETCD_SLOW,
  INOTIFY_LIMIT,
  KERNEL_FLAG,
  MUST_EVICT,
  NO_SPACE,
} from "./node-signatures.ts";
import type { ServerSignature } from "./server-kind.ts";

/**
 * distributions.md 8.2, rows that can happen to K3s and RKE2 alike on one node; read in November 2026
 * against 1.26 to 1.35. The first match explains, so the more precise traces stand first.
 */
export const SERVER_SIGNATURES: readonly ServerSignature[] = [
  {
    code: "NODE_NAME_TAKEN",
    contains: "duplicate node name found",
    cause: "another node of this name is, or was, in the cluster",
    remedy: "Give this host another name, or delete the node-password secret of the old node.",
    staysUp: true,
  },
  {
    code: "NODE_NAME_TAKEN",
    contains: "node password rejected",
    cause: "the cluster knows a node of this name with another password",
    remedy: "Give this host another name, or delete the node-password secret of the old node.",
    staysUp: true,
  },
  {
    code: "TOKEN_WRONG_CLUSTER",
    contains: "token ca hash does not match",
    cause: "the token belongs to another cluster, or something on the way opens TLS",
    remedy: "Compare the hash of /cacerts with the token, and check NO_PROXY.",
    staysUp: true,
  },
  {
    code: "TOKEN_WRONG_CLUSTER",
    contains: "failed to get ca certs",
    cause: "the server to join did not hand out its certificate authority",
    remedy: "Check the address of the server, NO_PROXY and the token.",
    staysUp: true,
  },
  {
    code: "TOKEN_LOST",
    contains: "bootstrap data already found and encrypted with different token",
    cause: "the datastore was made with another token",
    remedy: "Put the former token back from where it was kept.",
  },
  {
    code: "TOKEN_LOST",
    contains: "_token is required to join",
    cause: "a server to join is configured, and no token",
    remedy: "Enter the token of the cluster again.",
  },
  {
    code: "SERVERS_DIFFER",
    contains: "critical configuration value mismatch",
    cause: "networks or disabled parts differ from the other servers",
    remedy: "Use the same cluster section on every server.",
  },
  {
    code: "MEMBER_REMOVED",
    contains: "has been permanently removed from the cluster",
    cause: "this member was removed from etcd and returned with its old data",
    remedy: "Forget the local datastore, then join again.",
  },
  {
    code: "MEMBER_REMOVED",
    contains: "not a member of the etcd cluster",
    cause: "the data belongs to a member that etcd does not know, or the address changed",
    remedy: "Restore the former address, or forget the local datastore and join again.",
  },
  {
    code: "MEMBER_REMOVED",
    contains: "node has been removed from the cluster",
    cause: "this member was taken out of etcd while its service runs; a restart joins it again",
    remedy: "If that was meant, stop the service; otherwise wait for it to become a voter.",
    staysUp: true,
  },
  {
    code: "MEMBER_REMOVED",
    contains: "detected but --server is empty",
    cause: "this member was removed from etcd, and is still configured to found a cluster",
    remedy:
      "Say in the cluster section which server it joins; it would found a second cluster else.",
  },
  {
    code: "MEMBER_REMOVED",
    contains: "tombstone file has been detected",
    cause: "this member was removed from etcd and would join as a new one",
    remedy: "If that was meant, stop the service; otherwise wait for it to become a voter.",
  },
  {
    code: "LEARNERS",
    contains: "too many learner members in cluster",
    cause: "another server is joining, or a dead one never became a voter",
    remedy: "Wait until it is a voter; one that made no progress for 5 minutes has to be removed.",
  },
  {
    code: "LEARNERS",
    contains: "has not yet been promoted from learner",
    cause: "this member has not caught up with the others yet: its drive or its link is slow",
    remedy: "Wait while its index in Status grows; look at drive and link where it stands still.",
  },
  CGROUP_MISSING,
  CGROUP_V1,
  KERNEL_FLAG,
  {
    code: "CERTIFICATE_TIME",
    contains: "certificate has expired or is not yet valid",
    cause: "the clock is wrong, or the certificates are older than a year",
    remedy: "Set the clock of this host, then restart the service to renew.",
  },
  {
    code: "CERTIFICATE_TIME",
    contains: "newer than within database",
    cause: "certificates on disk are newer than those in the datastore: the clock went back",
    remedy: "Set the clock of this host, then resume.",
  },
  {
    code: "ADDRESS_IN_USE",
    contains: "address already in use",
    cause: "another program listens on a port the cluster needs",
    remedy: "Find it with ss -ltnp, stop it, then resume.",
  },
  {
    code: "NO_DEFAULT_ROUTE",
    contains: "no default routes found",
    cause: "there is no default route to choose an address by",
    remedy: "Set spec.cluster.nodeIp, or give the host a default route.",
  },
  {
    code: "CONFIG_REFUSED",
    contains: "flag provided but not defined",
    cause: "this version does not know a key of config.yaml",
    remedy: "Remove the key from cluster.native, or use a version that knows it.",
  },
  {
    code: "CONFIG_REFUSED",
    contains: "invalid cidr address",
    cause: "a network of the cluster is not written as a network",
    remedy: "Correct podCidr or serviceCidr.",
  },
  { ...ETCD_FULL, staysUp: true },
  ...ETCD_SLOW,
  {
    code: "SANDBOX_IMAGE",
    contains: "failed to get sandbox image",
    cause: "the pause image is not on this host, and cannot be pulled",
    remedy: "Bring the archive of images of this version, or let the host reach its registry.",
  },
  {
    code: "IMAGE_MISSING",
    contains: "failed to pull and unpack image",
    cause: "an image is not on this host, and its registry cannot be reached",
    remedy: "Bring it among the artefacts, or check registries, proxy and authorities.",
  },
  INOTIFY_LIMIT,
  MUST_EVICT,
  NO_SPACE,
];
