/** Where RKE2 keeps things, distributions.md 4.1. Absolute paths on the managed host. */
export const UNIT = "rke2-server.service";
/** Says that this host is an agent at every boot. */
export const AGENT_LINK = "/etc/systemd/system/multi-user.target.wants/rke2-agent.service";
/** What the archive is unpacked into, as its installer does. */
const PREFIX = "/usr/local";
export const BINARY = `${PREFIX}/bin/rke2`;
export const CONFIG = "/etc/rancher/rke2/config.yaml";
export const KUBECONFIG = "/etc/rancher/rke2/rke2.yaml";
/** RKE2 writes one that forbids nothing, unless one is there. */
export const POD_SECURITY = "/etc/rancher/rke2/rke2-pss.yaml";
export const DATA = "/var/lib/rancher/rke2";
const SERVER = `${DATA}/server`;
export const DATABASE = `${SERVER}/db`;
export const ETCD_FOLDER = `${DATABASE}/etcd`;
export const TLS = `${SERVER}/tls`;
/** Says whose data lies in `DATA`; goes away with it. */
export const CLAIM = `${DATA}/bringup-claim.json`;
export const COMMIT = `${DATA}/bringup-cluster.json`;
/** Asked by whoever joins; 6443 is the API. */
export const SUPERVISOR = "https://127.0.0.1:9345";
