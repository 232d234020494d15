import { parseAddress, widthOf } from "../../addresses/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { ClusterFacts, ImageNeeds } from "../driver.ts";
import { yamlText } from "./yaml-text.ts";

/** What kube-vip is told; distributions.md 2.6. */
export interface KubeVip {
  /** Of kube-vip, without the `v`. */
  readonly version: string;
  /** Virtual address of the API. */
  readonly address: string;
  /** Interface of this host it is announced on. */
  readonly interface: string;
  /** Nobody named it: it is the one of the default route, whatever it is called on another host. */
  readonly isByRoute?: true;
}

/** What is used where nobody names another. */
export const KUBE_VIP_VERSION = "1.0.4";
/** `plndr-cp-lock` in kube-system says who holds the address. */
const LEASE = "plndr-cp-lock";
/** Seconds: another node takes the address at the earliest after the first, as Palette has it. */
const TIMING = { lease: "30", renew: "20", retry: "4" } as const;
const NAMESPACE = "kube-system";

export function kubeVipImage({ version }: Pick<KubeVip, "version">): string {
  return `ghcr.io/kube-vip/kube-vip:v${version}`;
}

/** Brought along beside what a distribution publishes: none of them has it among its images. */
export function kubeVipArchive(architecture: string): string {
  return `kube-vip-images-${architecture}.tar`;
}

/** Pure. None where no address is announced. */
export function kubeVipNeeds(
  architecture: string,
  vip: KubeVip | undefined,
): readonly ImageNeeds[] {
  return vip === undefined
    ? []
    : [{ archive: kubeVipArchive(architecture), images: [kubeVipImage(vip)] }];
}

/** Pure. `undefined`: none is asked for, or the interface of this host is not known yet. */
export function kubeVipOf(
  { vip, vipInterface }: Pick<ClusterSpec, "vip" | "vipInterface">,
  { nodeAddress }: Pick<ClusterFacts, "nodeAddress">,
  version: string = KUBE_VIP_VERSION,
): KubeVip | undefined {
  const seen = nodeAddress.is === "known" ? nodeAddress.value : undefined;
  const nic = vipInterface ?? seen?.interface;
  if (vip === undefined || nic === undefined) return undefined;
  const isByRoute = vipInterface === undefined && seen?.isOnDefaultRoute === true;
  return { version, address: vip, interface: nic, ...(isByRoute && { isByRoute }) };
}

/** Pure. A static pod: it is there before the cluster is. `kubeconfig` is a path on the host. */
export function renderKubeVipPod(vip: KubeVip, kubeconfig: string): string {
  const inside = "/etc/kubernetes/admin.conf";
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "kube-vip", namespace: NAMESPACE },
    spec: {
      containers: [
        {
          ...containerOf(vip, vip.interface),
          volumeMounts: [{ mountPath: inside, name: "kubeconfig", readOnly: true }],
        },
      ],
      // Its kubeconfig names the very address that it shall bring up: it asks the API of this host.
      hostAliases: [{ ip: "127.0.0.1", hostnames: ["kubernetes"] }],
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      volumes: [{ hostPath: { path: kubeconfig, type: "File" }, name: "kubeconfig" }],
    },
  };
  return yamlText(pod);
}

/**
 * Pure. For distributions that apply manifests by themselves: on each control plane, with its own account.
 * There is one of it for all hosts, and each server writes it: where it names no interface, kube-vip takes
 * that of the default route of each host (its command `manager`), so links may be called otherwise there.
 */
export function renderKubeVipDaemonSet(vip: KubeVip): string {
  const labels = { "app.kubernetes.io/name": "kube-vip" };
  const set = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "kube-vip", namespace: NAMESPACE, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          affinity: ON_CONTROL_PLANES,
          containers: [containerOf(vip, vip.isByRoute ? undefined : vip.interface)],
          hostNetwork: true,
          priorityClassName: "system-node-critical",
          serviceAccountName: "kube-vip",
          tolerations: [
            { effect: "NoSchedule", operator: "Exists" },
            { effect: "NoExecute", operator: "Exists" },
          ],
        },
      },
    },
  };
  return [...ACCOUNT, set].map(yamlText).join("---\n");
}

function containerOf(vip: KubeVip, nic: string | undefined) {
  return {
    name: "kube-vip",
    image: kubeVipImage(vip),
    // There may be no registry to ask.
    imagePullPolicy: "IfNotPresent",
    args: ["manager"],
    env: [
      ...Object.entries(settingsOf(vip, nic)).map(([name, value]) => ({ name, value })),
      { name: "vip_nodename", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
    ],
    securityContext: { capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] } },
  };
}

function settingsOf({ version, address }: KubeVip, nic: string | undefined) {
  const parsed = parseAddress(address);
  const bits = parsed === undefined ? "32" : `${widthOf(parsed)}`;
  return {
    vip_arp: "true",
    port: "6443",
    ...(nic !== undefined && { vip_interface: nic }),
    [isBefore09(version) ? "vip_cidr" : "vip_subnet"]: bits,
    cp_enable: "true",
    cp_namespace: NAMESPACE,
    svc_enable: "false",
    vip_leaderelection: "true",
    vip_leasename: LEASE,
    vip_leaseduration: TIMING.lease,
    vip_renewdeadline: TIMING.renew,
    vip_retryperiod: TIMING.retry,
    address,
    prometheus_server: ":2112",
  };
}

/** The length of the network has another name since 0.9. */
function isBefore09(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 0 && minor < 9;
}

const ON_CONTROL_PLANES = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }],
        },
      ],
    },
  },
};

const RBAC = "rbac.authorization.k8s.io";

const ACCOUNT = [
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "kube-vip", namespace: NAMESPACE },
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name: "system:kube-vip-role" },
    rules: [
      { apiGroups: [""], resources: ["services", "endpoints"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch", "patch", "update"] },
      {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["get", "list", "watch"],
      },
      {
        apiGroups: ["coordination.k8s.io"],
        resources: ["leases"],
        verbs: ["get", "list", "watch", "create", "update"],
      },
    ],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "system:kube-vip-binding" },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "system:kube-vip-role" },
    subjects: [{ kind: "ServiceAccount", name: "kube-vip", namespace: NAMESPACE }],
  },
];

/** Paths in the API of all that the DaemonSet consists of, what runs first. */
export const KUBE_VIP_OBJECTS = [
  `/apis/apps/v1/namespaces/${NAMESPACE}/daemonsets/kube-vip`,
  `/apis/${RBAC}/v1/clusterrolebindings/system:kube-vip-binding`,
  `/apis/${RBAC}/v1/clusterroles/system:kube-vip-role`,
  `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/kube-vip`,
] as const;
