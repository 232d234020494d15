import { foreignTo } from "../shared/foreign.ts";

/** Where K3s keeps things, distributions.md 3.1. Absolute paths on the managed host. */
export const UNIT = "k3s.service";
export const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
export const ENV_FILE = `/etc/systemd/system/${UNIT}.env`;
/** Of a host that only runs pods. */
export const AGENT_UNIT = "k3s-agent.service";
export const AGENT_UNIT_FILE = `/etc/systemd/system/${AGENT_UNIT}`;
export const AGENT_ENV_FILE = `/etc/systemd/system/${AGENT_UNIT}.env`;
/** Where a member is asked by whoever joins. */
export const JOIN_PORT = 6443;
export const BINARY = "/usr/local/bin/k3s";
export const CONFIG = "/etc/rancher/k3s/config.yaml";
export const REGISTRIES = "/etc/rancher/k3s/registries.yaml";
/** What this host joins with; only root reads it. */
export const TOKEN_FILE = "/etc/rancher/k3s/join-token";
export const KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";
export const DATA = "/var/lib/rancher/k3s";
export const SERVER = `${DATA}/server`;
export const DATABASE = `${SERVER}/db`;
export const TLS = `${SERVER}/tls`;
export const SERVER_CA = `${TLS}/server-ca.crt`;
export const AGENT = `${DATA}/agent`;
/** As an agent is given it: the authority of the cluster it is in. */
export const AGENT_CA = `${AGENT}/server-ca.crt`;
export const IMAGES = `${DATA}/agent/images`;
/** Says whose data lies in `DATA`; goes away with it. */
export const CLAIM = `${DATA}/bringup-claim.json`;
export const COMMIT = `${DATA}/bringup-cluster.json`;
/** The bundled CNI plugins: one program under several names. */
export const CNI_PROGRAM = `${DATA}/data/current/bin/cni`;
/** Where containerd looks once the built-in Flannel is off. */
export const CNI_FOLDER = "/opt/cni/bin";

/** Traces of other clusters: any of them means this host is not free. */
export const FOREIGN = foreignTo("k3s");
