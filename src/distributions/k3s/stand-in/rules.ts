import { type ConfigRules, listIn } from "../../shared/stand-in/config.ts";

/** Keys of a server, distributions.md 3.1. */
const KEYS = new Set(
  `node-name node-ip node-label node-taint kubelet-arg kube-proxy-arg protect-kernel-defaults data-dir
  selinux resolv-conf token token-file agent-token agent-token-file
  tls-san cluster-init server cluster-cidr service-cidr cluster-dns
  cluster-domain disable flannel-backend disable-network-policy disable-kube-proxy
  disable-cloud-controller disable-helm-controller secrets-encryption kube-apiserver-arg
  kube-controller-manager-arg kube-scheduler-arg etcd-arg etcd-snapshot-schedule-cron
  etcd-snapshot-retention etcd-snapshot-dir etcd-expose-metrics write-kubeconfig write-kubeconfig-mode
  embedded-registry datastore-endpoint`.split(/\s+/),
);
/** Of all roles, and what an agent joins with. */
const AGENT_KEYS = new Set(
  `node-name node-ip node-label node-taint kubelet-arg kube-proxy-arg protect-kernel-defaults data-dir
  selinux resolv-conf server token token-file`.split(/\s+/),
);
const COMPONENTS = [
  "coredns",
  "servicelb",
  "traefik",
  "local-storage",
  "metrics-server",
  "runtimes",
];

export const RULES: ConfigRules = {
  keys: KEYS,
  agentKeys: AGENT_KEYS,
  critical: [
    ...["cluster-cidr", "service-cidr", "cluster-dns", "cluster-domain", "disable"],
    ...["flannel-backend", "disable-network-policy", "secrets-encryption"],
  ],
  datastoreOf: (flags) => (flags["cluster-init"] === true || flags.server ? "etcd" : "sqlite"),
  hasOwnNetwork: (flags) => flags["flannel-backend"] !== "none",
  problemOf({ disable }) {
    const other = listIn(disable).find((name) => !COMPONENTS.includes(name));
    return other === undefined
      ? undefined
      : `invalid value for --disable: ${other}: must be one of ${COMPONENTS.join(", ")}`;
  },
};
