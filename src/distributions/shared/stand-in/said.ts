// Data: what servers say when something is wrong that a stand-in does not act out.
interface Said {
  readonly name: string;
  readonly line: string;
  readonly level: "error" | "fatal" | "info";
  readonly exits?: true;
  /** Without it no pod of a network runs. */
  readonly neverReady?: true;
}

const EXITS = { level: "fatal", exits: true } as const;
const RUNS = { level: "error" } as const;

/** distributions.md 8.2, in the words of K3s, RKE2, their etcd and their kubelet. */
export const SAID: readonly Said[] = [
  {
    name: "duplicate-name",
    line: "starting kubernetes: preparing server: duplicate node name found, please use a unique name for this node",
    ...EXITS,
  },
  {
    name: "token-hash",
    line: "token CA hash does not match the Cluster CA certificate hash: 1a2b != 3c4d",
    ...EXITS,
  },
  {
    name: "no-authority",
    line: 'failed to get CA certs: Get "https://10.0.0.9:6443/cacerts": EOF',
    ...RUNS,
  },
  { name: "token-missing", line: "K3S_TOKEN is required to join a cluster", ...EXITS },
  {
    name: "servers-differ",
    line: "starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers: ClusterIPRange",
    ...EXITS,
  },
  {
    name: "member-removed",
    line: "this server has been permanently removed from the cluster",
    ...EXITS,
  },
  {
    name: "not-a-member",
    line: "this server is a not a member of the etcd cluster. Found [a=https://10.0.0.1:2380], expect: b=https://10.0.0.2:2380",
    ...EXITS,
  },
  {
    name: "removed-meanwhile",
    line: "This node has been removed from the cluster - please restart k3s to rejoin the cluster",
    ...RUNS,
  },
  {
    name: "tombstone",
    level: "info",
    line: "tombstone file has been detected, removing data dir to rejoin the cluster",
  },
  {
    name: "founder-removed",
    line: "tombstone file has been detected but --server is empty: backup and delete /var/lib/rancher/k3s/server/db to create a new cluster, or set --server to rejoin",
    ...EXITS,
  },
  { name: "learners", line: "etcdserver: too many learner members in cluster", ...RUNS },
  {
    name: "learner-slow",
    line: "this server has not yet been promoted from learner to voting member",
    ...RUNS,
  },
  {
    name: "authority-newer",
    line: "/var/lib/rancher/k3s/server/tls/server-ca.key is newer than within database, your clock may be off",
    ...EXITS,
  },
  {
    name: "sandbox-image",
    line: 'RunPodSandbox from runtime service failed: failed to get sandbox image "rancher/mirrored-pause:3.6": failed to pull image: i/o timeout',
    neverReady: true,
    ...RUNS,
  },
  {
    name: "image-missing",
    line: 'failed to pull and unpack image "registry.lan/shop:1": failed to do request: 403 Forbidden',
    ...RUNS,
  },
  { name: "etcd-slow", line: "apply request took too long, took 1.2s, expected 100ms", ...RUNS },
  { name: "leader-changed", line: "etcdserver: leader changed", ...RUNS },
  { name: "request-timed-out", line: "etcdserver: request timed out", ...RUNS },
  { name: "etcd-full", line: "etcdserver: mvcc: database space exceeded", ...RUNS },
  {
    name: "evicted",
    line: 'eviction_manager.go:366] "Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"',
    level: "error",
  },
  { name: "inotify", line: "failed to create fsnotify watcher: too many open files", ...RUNS },
];
