import { type ConfigRules, listIn, type StartHost } from "../../shared/stand-in/config.ts";
import { CNIS } from "../spec.ts";

/** Keys of a server, distributions.md 3.1 without those that RKE2 drops, and its own of 4.1. */
const KEYS = new Set(
  `node-name node-ip node-label node-taint kubelet-arg kube-proxy-arg protect-kernel-defaults data-dir
  selinux resolv-conf token token-file agent-token agent-token-file
  tls-san server cluster-cidr service-cidr cluster-dns
  cluster-domain disable cni ingress-controller profile audit-policy-file
  pod-security-admission-config-file system-default-registry disable-kube-proxy
  disable-cloud-controller egress-selector-mode secrets-encryption kube-apiserver-arg
  kube-controller-manager-arg kube-scheduler-arg etcd-arg etcd-snapshot-schedule-cron
  etcd-snapshot-retention etcd-snapshot-dir etcd-expose-metrics write-kubeconfig write-kubeconfig-mode
  embedded-registry control-plane-resource-requests control-plane-resource-limits
  control-plane-probe-configuration`.split(/\s+/),
);

/** Of all roles, and what an agent joins with. */
const AGENT_KEYS = new Set(
  `node-name node-ip node-label node-taint kubelet-arg kube-proxy-arg protect-kernel-defaults data-dir
  selinux resolv-conf server token token-file profile system-default-registry`.split(/\s+/),
);

/** The CIS profile ends a start at once where these are otherwise, distributions.md 4.2. */
const CIS_KERNEL: readonly (readonly [string, string])[] = [
  ["vm.panic_on_oom", "0"],
  ["vm.overcommit_memory", "1"],
  ["kernel.panic", "10"],
  ["kernel.panic_on_oops", "1"],
];

export const RULES: ConfigRules = {
  keys: KEYS,
  agentKeys: AGENT_KEYS,
  critical: [
    ...["cluster-cidr", "service-cidr", "cluster-dns", "cluster-domain"],
    ...["disable-cloud-controller", "disable-kube-proxy", "egress-selector-mode"],
  ],
  datastoreOf: () => "etcd",
  hasOwnNetwork: ({ cni }) => !listIn(cni).includes("none"),
  problemOf({ cni, profile }, host) {
    const known: readonly string[] = CNIS;
    if (!listIn(cni).every((name) => known.includes(name)))
      return "invalid value provided for --cni flag";
    if (profile !== undefined && profile !== "cis" && profile !== "etcd")
      return "invalid value provided for --profile flag";
    const missing = profile === undefined ? undefined : missingFor(host);
    return missing ?? imagesProblem(host);
  },
};

function missingFor({ read }: StartHost): string | undefined {
  for (const [name, wanted] of CIS_KERNEL) {
    const found = (read(`/proc/sys/${name.replaceAll(".", "/")}`) ?? "").trim();
    if (found !== wanted)
      return `invalid kernel parameter value ${name}=${found} - expected ${wanted}`;
  }
  for (const [path, what] of [
    ["/etc/passwd", "user"],
    ["/etc/group", "group"],
  ] as const)
    if (!/^etcd:/m.test(read(path) ?? "")) return `missing required: ${what}: unknown ${what} etcd`;
  return undefined;
}

/** It unpacks its programs from an image; nothing can be pulled here. */
function imagesProblem({ images }: StartHost): string | undefined {
  if (images.some((path) => path.includes("/rke2-images-core."))) return undefined;
  return "failed to get runtime image index.docker.io/rancher/rke2-runtime: dial tcp: i/o timeout";
}
