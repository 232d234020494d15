/** Where the snap keeps things, canonical-dqlite.md 1.6 and distributions.md 6. Absolute paths on the managed host. */
export const SNAP_META = "/snap/k8s/current/meta/snap.yaml";
/** By its whole path: the folder is in nobody's PATH but that of a login. */
export const PROGRAM = "/snap/bin/k8s";
export const SNAP_DATA = "/var/snap/k8s";
const COMMON = `${SNAP_DATA}/common`;
export const ARGS = `${COMMON}/args`;
/** Files named in the configuration of a node lie here, each by its name. */
export const NODE_FILES = `${ARGS}/conf.d`;
/** Read by containerd at its start. */
export const IMAGES = `${COMMON}/images`;

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
export const KUBERNETES = "/etc/kubernetes";
export const PKI = `${KUBERNETES}/pki`;
export const CLUSTER_CA = `${PKI}/ca.crt`;
export const ETCD_PKI = `${PKI}/etcd`;

export const ADMIN_CONF = "/etc/kubernetes/admin.conf";
/** On a node without a control plane the only one there is. */
export const KUBELET_CONF = "/etc/kubernetes/kubelet.conf";

/** Of the last restore on this host: outside of all that is put back. */
export const RESTORE = `${KUBERNETES}/bringup-canonical-restore.json`;
/** What was there before a restore: it goes with the data of the snap. */
export function keptBefore(atMs: number): string {
  return `${COMMON}/bringup-before-${atMs}`;
}
/** Outside of what is removed with a cluster. */
export const SNAPSHOTS = "/opt/bringup/snapshots";

/** How each registry is reached, a folder for each. */
export const HOSTS_D = "/etc/containerd/hosts.d";
/** Where its containerd listens, and any other one does too. */
export const ENGINE_FOLDER = "/run/containerd";
export const AUDIT_LOGS = "/var/log/kubernetes";
/** Proxy variables of all services, for root alone. */
export const PROXY_ENV = "/etc/systemd/system/bringup-canonical.env";
/** The host's own proxy settings have a file of their own beside it. */
export function proxyDropIn(service: string): string {
  return `/etc/systemd/system/${unitOf(service)}.d/80-bringup-canonical.conf`;
}

/** Outside of what snapd removes with the snap: they go last, and by our own hand. */
export const CLAIM = `${KUBERNETES}/bringup-canonical.json`;
export const COMMIT = `${KUBERNETES}/bringup-canonical-cluster.json`;

export const SNAPD_SOCKET = "/run/snapd.socket";
export const SNAPD_UNIT = "snapd.service";

/** Written by the provider that drives it for Palette. */
export const PROVIDER_MARKS = [
  "/opt/canonical/canonical.bootstrap",
  "/opt/canonical/canonical.join",
];

export function unitOf(service: string): string {
  return `snap.k8s.${service}.service`;
}

export function serviceOf(unit: string): string {
  return unit.replace(/^snap\.k8s\.|\.service$/g, "");
}
