import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { parse } from "yaml";

/** The part of config.yaml that the stand-in acts on. */
export interface ServerConfig {
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly datastore: "sqlite" | "etcd";
  readonly sans: readonly string[];
  readonly kubeconfigMode: number;
  /** `none`: the node waits for a CNI; anything else brings its own network. */
  readonly flannelBackend: string;
  readonly disabled: readonly string[];
  readonly labels: readonly string[];
}

export type ReadConfig =
  | { readonly is: "ok"; readonly config: ServerConfig }
  /** The message of the last line before the exit. */
  | { readonly is: "refused"; readonly why: string };

/** Keys of a server, distributions.md 3.1. K3s refuses others, because they become flags. */
const KEYS = new Set(
  `node-name node-ip node-label node-taint kubelet-arg kube-proxy-arg protect-kernel-defaults data-dir
  selinux resolv-conf token agent-token tls-san cluster-init server cluster-cidr service-cidr cluster-dns
  cluster-domain disable flannel-backend disable-network-policy disable-kube-proxy
  disable-cloud-controller disable-helm-controller secrets-encryption kube-apiserver-arg
  kube-controller-manager-arg kube-scheduler-arg etcd-arg etcd-snapshot-schedule-cron
  etcd-snapshot-retention etcd-snapshot-dir etcd-expose-metrics write-kubeconfig write-kubeconfig-mode
  embedded-registry datastore-endpoint`.split(/\s+/),
);
const COMPONENTS = [
  "coredns",
  "servicelb",
  "traefik",
  "local-storage",
  "metrics-server",
  "runtimes",
];

/** Pure. Messages as K3s prints them. */
export function readServerConfig(text: string, hostname: string): ReadConfig {
  const flags = readYaml(text);
  if (flags === undefined) return refused("error unmarshaling config file: yaml: invalid document");
  const unknown = Object.keys(flags).find((key) => !KEYS.has(key.replace(/\+$/, "")));
  if (unknown !== undefined) return refused(`flag provided but not defined: -${unknown}`);
  const config = configOf(flags, hostname);
  const problem = problemOf(config);
  return problem === undefined ? { is: "ok", config } : refused(problem);
}

function configOf(flags: Readonly<Record<string, unknown>>, hostname: string): ServerConfig {
  const text = (key: string, otherwise: string) =>
    flags[key] === undefined ? otherwise : String(flags[key]);
  return {
    nodeName: text("node-name", hostname),
    nodeIp: text("node-ip", "127.0.0.1"),
    podCidr: text("cluster-cidr", "10.42.0.0/16"),
    serviceCidr: text("service-cidr", "10.43.0.0/16"),
    datastore: flags["cluster-init"] === true ? "etcd" : "sqlite",
    sans: list(flags["tls-san"]),
    kubeconfigMode: Number.parseInt(text("write-kubeconfig-mode", "0600"), 8),
    flannelBackend: text("flannel-backend", "vxlan"),
    disabled: list(flags.disable),
    labels: list(flags["node-label"]),
  };
}

function problemOf(config: ServerConfig): string | undefined {
  for (const [key, cidr] of [
    ["cluster-cidr", config.podCidr],
    ["service-cidr", config.serviceCidr],
  ])
    if (!ipaddr.isValidCIDR(cidr ?? ""))
      return `invalid ${key} ${cidr}: invalid CIDR address: ${cidr}`;
  if (isIP(config.nodeIp) === 0) return `invalid node-ip: invalid ip format '${config.nodeIp}'`;
  const other = config.disabled.find((name) => !COMPONENTS.includes(name));
  return other === undefined
    ? undefined
    : `invalid value for --disable: ${other}: must be one of ${COMPONENTS.join(", ")}`;
}

function readYaml(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parse(text) ?? {};
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : String(value).split(",")).map(String);
}

function refused(why: string): ReadConfig {
  return { is: "refused", why };
}
