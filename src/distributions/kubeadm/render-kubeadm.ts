import { APPROVED_CIPHERS, FIPS_ARGUMENTS, OLDEST_TLS } from "../shared/fips.ts";
import { minorOf } from "../shared/versions.ts";
import { yamlText } from "../shared/yaml-text.ts";
import { type Hardened, hardened } from "./hardening.ts";
import { API_PORT, type KubeadmInputs } from "./inputs.ts";
import { ETCD_DATA, PKI, SOCKET } from "./paths.ts";

export const HEADER =
  "# Written by bringup from its EdgeHost document; edits here are overwritten.\n";

/** The form kubeadm reads: its arguments are a list of name and value since 1.31. */
export type Form = "v1beta3" | "v1beta4";

export function formOf(version: string): Form {
  return minorOf(version) >= 31 ? "v1beta4" : "v1beta3";
}

/** Pure. What every phase of kubeadm is told, distributions.md 5.1. */
export function renderKubeadm(inputs: KubeadmInputs): string {
  const form = formOf(inputs.version);
  const harder = inputs.isHardened ? hardened() : undefined;
  const documents = [
    initConfiguration(inputs, form),
    clusterConfiguration(inputs, form, harder),
    kubeletConfiguration(inputs, harder),
  ];
  return HEADER + documents.map(yamlText).join("---\n");
}

function initConfiguration(inputs: KubeadmInputs, form: Form) {
  return {
    apiVersion: `kubeadm.k8s.io/${form}`,
    kind: "InitConfiguration",
    // kubeadm wants one; its text is made at random, and nobody is told.
    bootstrapTokens: [{ description: "made by bringup", ttl: "1h0m0s" }],
    localAPIEndpoint: localEndpoint(inputs),
    nodeRegistration: nodeRegistration(inputs, form),
    timeouts: form === "v1beta4" ? TIMEOUTS : undefined,
  };
}

export function localEndpoint({ nodeIp }: KubeadmInputs) {
  return { advertiseAddress: nodeIp, bindPort: API_PORT };
}

/** How this host becomes a node, as founder and as newcomer alike. */
export function nodeRegistration(inputs: KubeadmInputs, form: Form) {
  const { nodeName, nodeIp, labels, taints, native } = inputs;
  const kubelet = [
    `node-ip=${nodeIp}`,
    ...(labels.length === 0 ? [] : [`node-labels=${labels.join(",")}`]),
    ...(native.kubeletArgs ?? []),
  ];
  return {
    name: nodeName,
    criSocket: `unix://${SOCKET}`,
    imagePullPolicy: "IfNotPresent",
    kubeletExtraArgs: argumentsAs(form, kubelet),
    // Empty, not absent: then kubeadm adds none of its own.
    taints,
  };
}

/** distributions.md 5.3: eMMC is several times slower than what kubeadm expects. */
export const TIMEOUTS = {
  controlPlaneComponentHealthCheck: "10m0s",
  etcdAPICall: "4m0s",
  kubeletHealthCheck: "8m0s",
  kubernetesAPICall: "2m0s",
  tlsBootstrap: "8m0s",
};

function clusterConfiguration(inputs: KubeadmInputs, form: Form, harder: Hardened | undefined) {
  const { clusterName, version, endpoint, podCidr, serviceCidr, domain, sans, native } = inputs;
  const fips = inputs.isFips ? FIPS_ARGUMENTS : [];
  const all = (harder: readonly string[] = []) => [
    ...fips,
    ...harder.filter((arg) => !fips.includes(arg)),
  ];
  const etcd = inputs.isFips ? [`cipher-suites=${APPROVED_CIPHERS.join(",")}`] : [];
  const apiserver = [...all(harder?.apiserver), ...(native.kubeApiserverArgs ?? [])];
  return {
    apiVersion: `kubeadm.k8s.io/${form}`,
    kind: "ClusterConfiguration",
    clusterName,
    kubernetesVersion: `v${version}`,
    controlPlaneEndpoint: endpoint,
    imageRepository: "registry.k8s.io",
    certificatesDir: PKI,
    networking: { podSubnet: podCidr, serviceSubnet: serviceCidr, dnsDomain: domain },
    apiServer: {
      certSANs: sans,
      extraArgs: some(apiserver, form),
      extraVolumes: harder?.volumes,
      timeoutForControlPlane: form === "v1beta3" ? "10m0s" : undefined,
    },
    controllerManager: { extraArgs: some(all(harder?.controllerManager), form) },
    scheduler: { extraArgs: some(all(harder?.scheduler), form) },
    etcd: { local: { dataDir: ETCD_DATA, extraArgs: some(etcd, form) } },
  };
}

function kubeletConfiguration(
  { dnsIp, domain, isFips }: KubeadmInputs,
  harder: Hardened | undefined,
): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    cgroupDriver: "systemd",
    clusterDNS: [dnsIp],
    clusterDomain: domain,
    rotateCertificates: true,
    shutdownGracePeriod: "90s",
    shutdownGracePeriodCriticalPods: "60s",
    ...harder?.kubelet,
    ...(isFips && { tlsMinVersion: OLDEST_TLS, tlsCipherSuites: APPROVED_CIPHERS }),
  };
}

/** `NAME=VALUE` each; a name alone is true. */
function argumentsAs(form: Form, args: readonly string[]) {
  const pairs = args.map((arg) => {
    const at = arg.indexOf("=");
    const name = at < 0 ? arg : arg.slice(0, at);
    return { name, value: at < 0 ? "true" : arg.slice(at + 1) };
  });
  if (form === "v1beta4") return pairs;
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}

function some(args: readonly string[], form: Form) {
  return args.length === 0 ? undefined : argumentsAs(form, args);
}
