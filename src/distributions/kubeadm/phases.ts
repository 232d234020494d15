// Over 100 lines by design: the phases of kubeadm as data, and by what each is known to be done.
import { minorOf } from "../shared/versions.ts";
import type { KubeadmInputs } from "./inputs.ts";
import {
  ADMIN_CONF,
  ETCD_PKI,
  KUBELET_CONF,
  KUBELET_CONFIG,
  KUBELET_FLAGS,
  KUBERNETES,
  manifestOf,
  PKI,
} from "./paths.ts";

/** By what a phase is known to be done; distributions.md 13.4. JSON. */
export type Effect =
  /** Nothing lasts: a note of this boot and these inputs, or any later effect. */
  | {
      readonly is: "checked";
      readonly note: string;
      readonly orAfter: string;
      /** What kubeadm was told, where it is not that of a founder. */
      readonly config?: string;
    }
  /** PEM files that can be read; the one of the API server is valid for these names. */
  | {
      readonly is: "certificates";
      readonly paths: readonly string[];
      readonly sans: readonly string[];
    }
  /** Files that hold each of these texts. */
  | { readonly is: "files"; readonly files: readonly HoldingFile[] }
  /** The static pod of etcd is defined, and its member has a vote. */
  | { readonly is: "member"; readonly manifest: string }
  /** Paths of the API that answer; a text they hold. */
  | { readonly is: "objects"; readonly paths: readonly string[]; readonly holding?: string };

export interface HoldingFile {
  readonly path: string;
  readonly holds: readonly string[];
}

export interface Phase {
  /** Short name: id of the step. */
  readonly name: string;
  /** As kubeadm calls it, with what it is told besides. */
  readonly words: readonly string[];
  readonly title: string;
  readonly usualMs: number;
  readonly effect: Effect;
  /** What it writes that the kubelet reads at its start alone. */
  readonly path?: string;
  /** Absent: of `init`. */
  readonly of?: "join";
}

/** Needs the keys alone: before the kubelet is started. */
export function hostPhases(inputs: KubeadmInputs, ignored: readonly string[]): readonly Phase[] {
  const ignore = ignored.length === 0 ? [] : [`--ignore-preflight-errors=${ignored.join(",")}`];
  return [
    {
      name: "preflight",
      words: ["preflight", ...ignore],
      title: "Let kubeadm look at the host",
      usualMs: 3000,
      effect: {
        is: "checked",
        note: `${PKI}/bringup-preflight.json`,
        orAfter: manifestOf("kube-apiserver"),
      },
    },
    {
      name: "certs",
      words: ["certs", "all"],
      title: "Make the keys and certificates of the cluster",
      usualMs: 4000,
      effect: { is: "certificates", paths: [...sharedOf(), ...leavesOf()], sans: inputs.sans },
    },
    {
      name: "kubeconfig",
      words: ["kubeconfig", "all"],
      title: "Write the kubeconfigs",
      usualMs: 2000,
      effect: {
        is: "files",
        files: kubeconfigsOf(inputs).map((path) => ({ path, holds: KUBECONFIG })),
      },
    },
    {
      name: "etcd",
      words: ["etcd", "local"],
      title: "Define etcd as a static pod",
      usualMs: 200,
      effect: { is: "files", files: [{ path: manifestOf("etcd"), holds: POD }] },
    },
    {
      name: "control-plane",
      words: ["control-plane", "all"],
      title: "Define the control plane as static pods",
      usualMs: 300,
      effect: { is: "files", files: controlPlaneOf(inputs) },
    },
    {
      name: "kubelet-start",
      words: ["kubelet-start"],
      title: "Configure the kubelet",
      usualMs: 2000,
      path: KUBELET_CONFIG,
      effect: { is: "files", files: kubeletOf(inputs) },
    },
  ];
}

/** Once the API answers, and before this host is a node. */
export function clusterPhases({ endpoint }: KubeadmInputs): readonly Phase[] {
  const system = "/api/v1/namespaces/kube-system/configmaps";
  return [
    {
      name: "upload-config",
      words: ["upload-config", "kubeadm"],
      title: "Keep the configuration in the cluster",
      usualMs: 1000,
      effect: {
        is: "objects",
        paths: [`${system}/kubeadm-config`],
        // Whoever joins reads from there where the cluster is.
        ...(endpoint === undefined ? {} : { holding: endpoint }),
      },
    },
    {
      name: "upload-kubelet-config",
      words: ["upload-config", "kubelet"],
      title: "Keep the settings of kubelets in the cluster",
      usualMs: 500,
      effect: { is: "objects", paths: [`${system}/kubelet-config`] },
    },
  ];
}

/** Once this host is a node. */
export function nodePhases({ nodeName }: KubeadmInputs): readonly Phase[] {
  const apps = "/apis/apps/v1/namespaces/kube-system";
  return [
    {
      name: "mark-control-plane",
      words: ["mark-control-plane"],
      title: "Mark the node as control plane",
      usualMs: 500,
      effect: {
        is: "objects",
        paths: [`/api/v1/nodes/${nodeName}`],
        holding: '"node-role.kubernetes.io/control-plane"',
      },
    },
    {
      name: "bootstrap-token",
      // What it makes is for nodes that join; its text is nobody's business.
      words: ["bootstrap-token", "--skip-token-print"],
      title: "Let nodes join by tokens",
      usualMs: 1000,
      effect: { is: "objects", paths: ["/api/v1/namespaces/kube-public/configmaps/cluster-info"] },
    },
    {
      name: "kubelet-finalize",
      words: ["kubelet-finalize", "all"],
      title: "Let the kubelet renew its own certificate",
      usualMs: 1000,
      effect: {
        is: "files",
        files: [{ path: KUBELET_CONF, holds: ["client-certificate: ", "client-key: "] }],
      },
    },
    {
      name: "addon-coredns",
      words: ["addon", "coredns"],
      title: "Add CoreDNS",
      usualMs: 1000,
      effect: { is: "objects", paths: [`${apps}/deployments/coredns`] },
    },
    {
      name: "addon-kube-proxy",
      words: ["addon", "kube-proxy"],
      title: "Add kube-proxy",
      usualMs: 1000,
      effect: { is: "objects", paths: [`${apps}/daemonsets/kube-proxy`] },
    },
  ];
}

export const KUBECONFIG = ["kind: Config", "certificate-authority-data: ", "users:"];
export const POD = ["kind: Pod", "hostNetwork: true"];

/** What all control planes of a cluster have in common. */
export function sharedOf(): readonly string[] {
  const pairs = [`${PKI}/ca`, `${PKI}/front-proxy-ca`, `${ETCD_PKI}/ca`];
  return [...withKeys(pairs), `${PKI}/sa.key`, `${PKI}/sa.pub`];
}

/** Of one control plane alone. */
export function leavesOf(): readonly string[] {
  const own = ["apiserver", "apiserver-kubelet-client", "front-proxy-client"];
  const pairs = [...own, "apiserver-etcd-client"].map((name) => `${PKI}/${name}`);
  const etcd = ["server", "peer", "healthcheck-client"].map((name) => `${ETCD_PKI}/${name}`);
  return withKeys([...pairs, ...etcd]);
}

function withKeys(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => [`${path}.crt`, `${path}.key`]);
}

/** The second administrator is there since 1.29: the first has no rights before the cluster gives them. */
function kubeconfigsOf({ version }: KubeadmInputs): readonly string[] {
  const names = ["kubelet", "controller-manager", "scheduler"];
  const more = minorOf(version) >= 29 ? ["super-admin"] : [];
  return [ADMIN_CONF, ...[...more, ...names].map((name) => `${KUBERNETES}/${name}.conf`)];
}

function controlPlaneOf({ version, native, isHardened }: KubeadmInputs): readonly HoldingFile[] {
  const asked = (native.kubeApiserverArgs ?? []).map((arg) => `--${arg}`);
  const harder = isHardened ? ["--audit-policy-file="] : [];
  const parts = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
  return parts.map((part) => ({
    path: manifestOf(part),
    holds: [
      ...POD,
      `${part}:v${version}`,
      ...(part === "kube-apiserver" ? [...harder, ...asked] : []),
    ],
  }));
}

function kubeletOf({ nodeIp, dnsIp, domain, native }: KubeadmInputs): readonly HoldingFile[] {
  const args = [`node-ip=${nodeIp}`, ...(native.kubeletArgs ?? [])].map((arg) => `--${arg}`);
  return [
    { path: KUBELET_CONFIG, holds: ["kind: KubeletConfiguration", dnsIp, domain] },
    { path: KUBELET_FLAGS, holds: args },
  ];
}
