import type { ClusterSpec } from "../../spec/index.ts";
import { asTemplateText } from "../../steps/index.ts";
import { minorOf } from "../shared/versions.ts";
import { yamlText } from "../shared/yaml-text.ts";
import { type Hardened, hardened } from "./hardening.ts";
import type { CanonicalInputs } from "./inputs.ts";
import { HOSTS_D } from "./paths.ts";

/** Features by the names they have in the API and in the configuration; each has a switch. */
export type FeatureSwitches = Readonly<
  Record<
    | "network"
    | "dns"
    | "ingress"
    | "load-balancer"
    | "local-storage"
    | "gateway"
    | "metrics-server",
    boolean
  >
>;

/** The first without kube-proxy of its own: its Cilium does that, and other networks do not. */
const FIRST_WITHOUT_PROXY = 36;

/** Pure. Everything is off that nobody asked for, but for DNS. */
export function featuresOf({ cni, native: { features = {} } }: CanonicalInputs): FeatureSwitches {
  return {
    network: cni === "cilium",
    dns: features.dns ?? true,
    ingress: features.ingress ?? false,
    "load-balancer": features.loadBalancer ?? false,
    "local-storage": features.localStorage ?? false,
    gateway: features.gateway ?? false,
    "metrics-server": features.metricsServer ?? false,
  };
}

/**
 * Pure. What `k8s bootstrap` reads, canonical-dqlite.md 1.5: what is left out there is switched off,
 * or on, by version; so all seven switches and the datastore are always written.
 */
export function renderBootstrap(inputs: CanonicalInputs): string {
  const harder = inputs.isHardened ? hardened() : undefined;
  const config = {
    "cluster-config": clusterConfig(inputs),
    "control-plane-taints": inputs.taints,
    "pod-cidr": inputs.podCidr,
    "service-cidr": inputs.serviceCidr,
    "datastore-type": inputs.datastore,
    ...(inputs.sans.length === 0 ? {} : { "extra-sans": inputs.sans }),
    ...nodeConfig(inputs, harder),
  };
  return yamlText(config);
}

/** Pure. What a node that joins is told: of itself alone, the rest it gets from the members. */
export function renderJoin(inputs: CanonicalInputs): string {
  const { role, sans, isHardened } = inputs;
  const isControlPlane = role === "control-plane";
  const config = {
    ...(isControlPlane && sans.length > 0 && { "extra-sans": sans }),
    ...nodeConfig(inputs, isHardened ? hardened() : undefined),
  };
  return yamlText(config);
}

function clusterConfig(inputs: CanonicalInputs): object {
  const { domain, version, native } = inputs;
  const on = featuresOf(inputs);
  const needsProxy = !on.network && minorOf(version) >= FIRST_WITHOUT_PROXY;
  const cidrs = native.loadBalancerCidrs ?? [];
  return {
    network: { enabled: on.network, ...(needsProxy && { "kube-proxy-enabled": true }) },
    dns: { enabled: on.dns, "cluster-domain": domain },
    ingress: { enabled: on.ingress },
    "load-balancer": { enabled: on["load-balancer"], ...(cidrs.length > 0 && { cidrs }) },
    "local-storage": { enabled: on["local-storage"] },
    gateway: { enabled: on.gateway },
    "metrics-server": { enabled: on["metrics-server"] },
  };
}

/** What k8sd itself gives a node: a value of ours takes the place of its own. */
const OWN_LABELS = {
  "control-plane": [
    "node-role.kubernetes.io/control-plane=",
    "node-role.kubernetes.io/worker=",
    "k8sd.io/role=control-plane",
  ],
  worker: ["node-role.kubernetes.io/worker=", "k8sd.io/role=worker"],
} as const;

/** Of this node alone: another one that joins brings its own. */
function nodeConfig(inputs: CanonicalInputs, harder: Hardened | undefined): object {
  const { labels, nodeIp, native, role } = inputs;
  const kubelet = [
    `node-ip=${nodeIp}`,
    ...(labels.length === 0 ? [] : [`node-labels=${[...OWN_LABELS[role], ...labels].join(",")}`]),
    ...(harder?.kubelet ?? []),
    ...(native.kubeletArgs ?? []),
  ];
  const forKubelet = { "extra-node-kubelet-args": argumentsOf(kubelet) };
  if (role === "worker") return forKubelet;
  const apiserver = [...(harder?.apiserver ?? []), ...(native.kubeApiserverArgs ?? [])];
  return {
    "extra-node-config-files": harder?.files,
    "extra-node-kube-apiserver-args": argumentsOf(apiserver),
    "extra-node-kube-controller-manager-args": argumentsOf(harder?.controllerManager ?? []),
    "extra-node-kube-scheduler-args": argumentsOf(harder?.scheduler ?? []),
    ...forKubelet,
  };
}

/** `NAME=VALUE` each; a name alone is true. `undefined`, which is left out: there is none. */
function argumentsOf(args: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (args.length === 0) return undefined;
  const pairs = args.map((arg): [string, string] => {
    const at = arg.indexOf("=");
    return at < 0 ? [`--${arg}`, "true"] : [`--${arg.slice(0, at)}`, arg.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}

type Registry = NonNullable<ClusterSpec["registries"]>[number];

const HEADER = "# Written by bringup from its EdgeHost document; edits here are overwritten.\n";

/** Pure. hosts.toml of one registry: mirrors in the order they are asked. */
export function renderHosts({ host, endpoints, ca }: Registry) {
  const isAny = host === "*";
  const mirrors = endpoints.flatMap((endpoint) => [
    "",
    `[host.${JSON.stringify(endpoint)}]`,
    'capabilities = ["pull", "resolve"]',
    ...(ca === undefined ? [] : [`ca = ${JSON.stringify(ca)}`]),
  ]);
  // Images of docker.io are served under another name.
  const origin = `https://${host === "docker.io" ? "registry-1.docker.io" : host}`;
  const server = isAny ? [] : [`server = ${JSON.stringify(origin)}`];
  const text = `${HEADER}${[...server, ...mirrors, ""].join("\n")}`;
  return { path: `${HOSTS_D}/${isAny ? "_default" : host}/hosts.toml`, text: asTemplateText(text) };
}

/** Pure. */
export function renderProxyDropIn(envFile: string): string {
  return `${HEADER}[Service]\nEnvironmentFile=-${envFile}\n`;
}
