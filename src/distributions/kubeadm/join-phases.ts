// Over 100 lines by design: the phases of a join as data, and by what each is known to be done.
import { minorOf } from "../shared/versions.ts";
import type { JoinInputs, KubeadmInputs } from "./inputs.ts";
import {
  ADMIN_CONF,
  JOIN_CONFIG,
  KUBELET_CONF,
  KUBELET_CONFIG,
  KUBELET_FLAGS,
  KUBERNETES,
  manifestOf,
  PKI,
} from "./paths.ts";
import { KUBECONFIG, leavesOf, type Phase, POD, sharedOf } from "./phases.ts";

/** Up to the kubelet; distributions.md 5.3 and 13.4. Each asks the cluster again, with the token. */
export function newcomerPhases(
  inputs: KubeadmInputs,
  join: JoinInputs,
  ignored: readonly string[],
): readonly Phase[] {
  const isControlPlane = join.role === "control-plane";
  const ignore = ignored.length === 0 ? [] : [`--ignore-preflight-errors=${ignored.join(",")}`];
  return [
    of({
      name: "join-preflight",
      words: ["preflight", ...ignore],
      title: "Let kubeadm look at the host and at the cluster",
      usualMs: 5000,
      effect: {
        is: "checked",
        note: `${PKI}/bringup-preflight.json`,
        orAfter: isControlPlane ? `${PKI}/ca.key` : KUBELET_CONFIG,
        config: JOIN_CONFIG,
      },
    }),
    ...(isControlPlane ? controlPlanePhases(inputs, join) : []),
    of({
      name: "join-kubelet-start",
      words: ["kubelet-start"],
      title: "Configure the kubelet as the cluster wants it",
      usualMs: 10_000,
      path: KUBELET_CONFIG,
      effect: { is: "files", files: kubeletOf(inputs) },
    }),
  ];
}

function controlPlanePhases(inputs: KubeadmInputs, { server }: JoinInputs): readonly Phase[] {
  const { nodeName, nodeIp, version } = inputs;
  const host = server.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  const sans = [nodeName, nodeIp, host].filter((san) => san !== undefined);
  const prepare = (name: string) => ["control-plane-prepare", name];
  return [
    of({
      name: "join-download-certs",
      words: prepare("download-certs"),
      title: "Fetch the keys that control planes share",
      usualMs: 2000,
      effect: { is: "certificates", paths: sharedOf(), sans: [] },
    }),
    of({
      name: "join-certs",
      words: prepare("certs"),
      title: "Make the keys and certificates of this control plane",
      usualMs: 4000,
      effect: { is: "certificates", paths: [...sharedOf(), ...leavesOf()], sans },
    }),
    of({
      name: "join-kubeconfig",
      words: prepare("kubeconfig"),
      title: "Write the kubeconfigs",
      usualMs: 2000,
      effect: {
        is: "files",
        files: [
          ADMIN_CONF,
          `${KUBERNETES}/controller-manager.conf`,
          `${KUBERNETES}/scheduler.conf`,
        ].map((path) => ({ path, holds: KUBECONFIG })),
      },
    }),
    of({
      name: "join-control-plane",
      words: prepare("control-plane"),
      title: "Define the control plane as static pods",
      usualMs: 1000,
      effect: {
        is: "files",
        files: (["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const).map(
          (part) => ({ path: manifestOf(part), holds: [...POD, `${part}:v${version}`] }),
        ),
      },
    }),
  ];
}

/** One learner at a time: etcd refuses a second, so the cluster is locked from here on. */
export function memberPhase({ version }: KubeadmInputs): Phase {
  return of({
    name: "join-etcd",
    // Since 1.33 the kubelet asks the API server of its own host, which needs an etcd first.
    words: isLocalMode(version) ? ["etcd-join"] : ["control-plane-join", "etcd"],
    title: "Add this host to etcd, as a learner and then as a voter",
    usualMs: 20_000,
    effect: { is: "member", manifest: manifestOf("etcd") },
  });
}

/** Once the kubelet runs. */
export function arrivalPhases({ version }: KubeadmInputs): readonly Phase[] {
  if (!isLocalMode(version)) return [];
  return [
    of({
      name: "join-kubelet-wait",
      words: ["kubelet-wait-bootstrap"],
      title: "Wait until the cluster has signed the key of the kubelet",
      usualMs: 10_000,
      effect: { is: "files", files: [{ path: KUBELET_CONF, holds: ["client-certificate: "] }] },
    }),
  ];
}

export function markPhase({ nodeName }: KubeadmInputs): Phase {
  return of({
    name: "join-mark-control-plane",
    words: ["control-plane-join", "mark-control-plane"],
    title: "Mark the node as control plane",
    usualMs: 500,
    effect: {
      is: "objects",
      paths: [`/api/v1/nodes/${nodeName}`],
      holding: '"node-role.kubernetes.io/control-plane"',
    },
  });
}

function of(phase: Omit<Phase, "of">): Phase {
  return { ...phase, of: "join" };
}

/** ControlPlaneKubeletLocalMode is on from there. */
function isLocalMode(version: string): boolean {
  return minorOf(version) >= 33;
}

/** What else stands there is the cluster's, not ours. */
function kubeletOf({ nodeIp, native }: KubeadmInputs) {
  const args = [`node-ip=${nodeIp}`, ...(native.kubeletArgs ?? [])].map((arg) => `--${arg}`);
  return [
    { path: KUBELET_CONFIG, holds: ["kind: KubeletConfiguration"] },
    { path: KUBELET_FLAGS, holds: args },
  ];
}
