/** Where the snap keeps things, canonical-dqlite.md 1.6 and distributions.md 6. Absolute paths on the managed host. */
export const SNAP_META = "/snap/k8s/current/meta/snap.yaml";
/** By its whole path: the folder is in nobody's PATH but that of a login. */
export const PROGRAM = "/snap/bin/k8s";
const COMMON = "/var/snap/k8s/common";
export const ARGS = `${COMMON}/args`;

/** Of the membership store: k8sd's own Dqlite, in every version. */
export const STATE = `${COMMON}/var/lib/k8sd/state`;
export const CONTROL_SOCKET = `${STATE}/control.socket`;
export const DAEMON = `${STATE}/daemon.yaml`;
export const TRUSTSTORE = `${STATE}/truststore`;
export const MEMBERSHIP_FOLDER = `${STATE}/database`;
/** Of all members. */
export const CLUSTER_CERT = `${STATE}/cluster.crt`;
/** Of this one. */
export const SERVER_CERT = `${STATE}/server.crt`;
export const SERVER_KEY = `${STATE}/server.key`;

/** Of the Kubernetes datastore, whichever it is. */
export const K8S_DQLITE_FOLDER = `${COMMON}/var/lib/k8s-dqlite`;
export const ETCD_FOLDER = `${COMMON}/var/lib/etcd/data`;
export const PKI = "/etc/kubernetes/pki";
export const ETCD_PKI = `${PKI}/etcd`;

export const ADMIN_CONF = "/etc/kubernetes/admin.conf";
/** On a node without a control plane the only one there is. */
export const KUBELET_CONF = "/etc/kubernetes/kubelet.conf";

/** Written by the provider that drives it for Palette. */
export const PROVIDER_MARKS = [
  "/opt/canonical/canonical.bootstrap",
  "/opt/canonical/canonical.join",
];

export function unitOf(service: string): string {
  return `snap.k8s.${service}.service`;
}
