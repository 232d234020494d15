/** Where RKE2 keeps things, distributions.md 4.1. Absolute paths on the managed host. */
export const UNIT = "rke2-server.service";
export const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
/** Says that this host is an agent at every boot. */
export const AGENT_LINK = "/etc/systemd/system/multi-user.target.wants/rke2-agent.service";
/** Of a host that only runs pods. */
export const AGENT_UNIT = "rke2-agent.service";
export const AGENT_UNIT_FILE = `/etc/systemd/system/${AGENT_UNIT}`;
/** What the archive is unpacked into, as its installer does. */
export const PREFIX = "/usr/local";
/** Where a member is asked by whoever joins. */
export const JOIN_PORT = 9345;
export const BINARY = `${PREFIX}/bin/rke2`;
export const CONFIG = "/etc/rancher/rke2/config.yaml";
/** Read after `CONFIG`: what depends on this host alone. */
export const RESOLV_CONFIG = "/etc/rancher/rke2/config.yaml.d/50-bringup-resolv-conf.yaml";
export const REGISTRIES = "/etc/rancher/rke2/registries.yaml";
/** What this host joins with; only root reads it. */
export const TOKEN_FILE = "/etc/rancher/rke2/join-token";
export const KUBECONFIG = "/etc/rancher/rke2/rke2.yaml";
/** RKE2 writes one that forbids nothing, unless one is there. */
export const POD_SECURITY = "/etc/rancher/rke2/rke2-pss.yaml";
export const AUDIT_POLICY = "/etc/rancher/rke2/audit-policy.yaml";
export const DATA = "/var/lib/rancher/rke2";
export const SERVER = `${DATA}/server`;
export const MANIFESTS = `${SERVER}/manifests`;
export const DATABASE = `${SERVER}/db`;
export const ETCD_FOLDER = `${DATABASE}/etcd`;
export const TLS = `${SERVER}/tls`;
export const SERVER_CA = `${TLS}/server-ca.crt`;
export const AGENT = `${DATA}/agent`;
/** As an agent is given it: the authority of the cluster it is in. */
export const AGENT_CA = `${AGENT}/server-ca.crt`;
export const IMAGES = `${DATA}/agent/images`;
/** Says whose data lies in `DATA`; goes away with it. */
export const CLAIM = `${DATA}/bringup-claim.json`;
export const COMMIT = `${DATA}/bringup-cluster.json`;
/** What was unpacked, and from which archive. */
export const UNPACKED = `${DATA}/bringup-unpacked.json`;
/** Asked by whoever joins; 6443 is the API. */
export const SUPERVISOR = "https://127.0.0.1:9345";

/** An image that is replaced keeps /etc/sysconfig and loses /etc/default; the unit reads both. */
export function envFile(isKairos: boolean, unit: string = UNIT): string {
  const name = unit.replace(/\.service$/, "");
  return isKairos ? `/etc/sysconfig/${name}` : `/etc/default/${name}`;
}
