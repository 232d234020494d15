// Over 100 lines by design: for each row of the catalogue what a host looks like on which it happens.
import { readFileSync } from "node:fs";
import { FAILURES as CANONICAL_FAILURES } from "../../../src/distributions/canonical/stand-in/index.ts";
import { FAILURES } from "../../../src/distributions/k3s/stand-in/index.ts";
import { FAILURES as KUBEADM_FAILURES } from "../../../src/distributions/kubeadm/stand-in/index.ts";
import { SAID } from "../../../src/distributions/shared/stand-in/said.ts";
import type { Recorded } from "../../doctor/machine.ts";
import { podLog } from "../../doctor/row.ts";
import type { On } from "./rows.ts";

export interface Sample {
  readonly row: number;
  readonly on: readonly On[];
  readonly machine: (on: On) => Recorded;
  /** Of the doctor; what journals say, unless told. */
  readonly symptom?: (on: On) => string;
}

export const UNITS: Readonly<Record<On, string>> = {
  k3s: "k3s.service",
  rke2: "rke2-server.service",
  kubeadm: "kubelet.service",
  canonical: "snap.k8s.kubelet.service",
};

const SERVERS: readonly On[] = ["k3s", "rke2"];
const ALL: readonly On[] = ["k3s", "rke2", "kubeadm", "canonical"];
const FAILED = { active: "failed", sub: "failed" } as const;

/** As the stand-in of the servers says it on demand. */
function servers(row: number, ...names: readonly string[]): readonly Sample[] {
  return names.map((name) => {
    const failure = [...FAILURES, ...SAID].find((found) => found.name === name);
    if (failure?.line === undefined) throw new Error(`the stand-in does not know ${name}`);
    const { line, exits } = failure;
    return said(row, SERVERS, `level=error msg=${JSON.stringify(line)}`, exits === true);
  });
}

/** As kubeadm or the kubelet of its stand-in says it on demand. */
function kubeadm(row: number, name: string): Sample {
  const failure = KUBEADM_FAILURES.find((found) => found.name === name);
  const line = failure?.kubelet ?? failure?.preflight?.at(-1);
  if (line === undefined) throw new Error(`the stand-in does not know ${name}`);
  return said(row, ["kubeadm"], line, failure?.exits === true);
}

/** As `k8s bootstrap` of the stand-in says it on demand; its daemon writes the same into the journal. */
function canonical(row: number, name: string): Sample {
  const failure = CANONICAL_FAILURES.find((found) => found.name === name);
  const line = failure?.bootstrap?.text.split("\n").at(-1);
  if (line === undefined) throw new Error(`the stand-in does not know ${name}`);
  return said(row, ["canonical"], line);
}

/** A line in the journal of the service that matters. */
function said(row: number, on: readonly On[], line: string, hasEnded = false): Sample {
  return {
    row,
    on,
    machine: (distribution) => ({
      journals: { [UNITS[distribution]]: [line] },
      ...(hasEnded ? { units: { [UNITS[distribution]]: FAILED } } : {}),
    }),
  };
}

/** In the log of etcd, which is a pod there. */
function etcdSaid(row: number, line: string): Sample {
  return {
    row,
    on: ["rke2", "kubeadm"],
    machine: (on) => ({
      units: { [UNITS[on]]: {} },
      files: podLog("kube-system_etcd-edge1", "etcd", line),
    }),
  };
}

/** The first line of a recorded file that holds these words. */
function recorded(file: string, words: string): string {
  const text = readFileSync(new URL(`../../fixtures/kubeadm/${file}`, import.meta.url), "utf8");
  return text.split("\n").find((line) => line.includes(words)) ?? "";
}

const with_ = (on: On, more: Recorded): Recorded => ({ units: { [UNITS[on]]: {} }, ...more });
const tunnel = { "/sys/class/net/flannel.1/mtu": "1500\n" };
const DNS: Readonly<Record<On, string>> = {
  k3s: "kube-system_coredns-7f4",
  rke2: "kube-system_rke2-coredns-rke2-coredns-7f4",
  kubeadm: "kube-system_coredns-7f4",
  canonical: "kube-system_coredns-7f4",
};
const NETWORKS: Readonly<Record<On, string>> = {
  k3s: "/var/lib/rancher/k3s/agent/etc/cni/net.d",
  rke2: "/etc/cni/net.d",
  kubeadm: "/etc/cni/net.d",
  canonical: "/etc/cni/net.d",
};
const NO_NETWORK =
  'E1120 kubelet.go:3126] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"';
const REMOVED = '{"level":"warn","msg":"the member has been permanently removed from the cluster"}';
const SLOW = '{"level":"warn","msg":"apply request took too long","took":"1.2s"}';
const FULL = "etcdserver: mvcc: database space exceeded";
const EXPIRED =
  "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time is after";
const WATCHES = 'err="failed to create fsnotify watcher: too many open files"';
const EVICTED = SAID.find(({ name }) => name === "evicted")?.line ?? "";
const SANDBOX =
  'E1120 log.go:32] "RunPodSandbox from runtime service failed" err="failed to get sandbox image \\"ghcr.io/canonical/k8s-snap/pause:3.10\\": i/o timeout"';

export const SAMPLES: readonly Sample[] = [
  ...servers(1, "duplicate-name", "node-name"),
  ...servers(2, "token-hash", "no-authority"),
  ...servers(3, "token", "token-missing"),
  ...servers(4, "servers-differ"),
  ...servers(5, "member-removed", "not-a-member"),
  etcdSaid(5, REMOVED),
  ...servers(6, "removed-meanwhile", "tombstone"),
  ...servers(7, "founder-removed"),
  ...servers(8, "learners"),
  said(8, ["kubeadm", "canonical"], "etcdserver: too many learner members in cluster"),
  ...servers(9, "learner-slow"),
  ...servers(10, "cgroup"),
  said(10, ["kubeadm", "canonical"], 'err="failed to find memory cgroup (v2)"', true),
  ...servers(11, "cgroup-v1"),
  kubeadm(11, "cgroup-v1"),
  said(
    11,
    ["kubeadm", "canonical"],
    'err="kubelet is configured to not run on a host using cgroup v1."',
    true,
  ),
  ...servers(12, "kernel-defaults"),
  said(12, ["rke2"], 'level=fatal msg="missing required: user: unknown user etcd"', true),
  said(
    12,
    ["rke2"],
    'level=fatal msg="invalid kernel parameter value vm.overcommit_memory=0 - expected 1"',
    true,
  ),
  ...servers(13, "clock", "authority-newer"),
  said(13, ["kubeadm", "canonical"], EXPIRED),
  ...servers(14, "address-in-use"),
  said(14, ["kubeadm"], recorded("fail-init-on-used-host.txt", "ERROR Port-6443")),
  canonical(14, "port-in-use"),
  kubeadm(15, "swap"),
  said(
    16,
    ["kubeadm"],
    "[ERROR FileContent--proc-sys-net-bridge-bridge-nf-call-iptables]: /proc/sys/net/bridge/bridge-nf-call-iptables does not exist",
  ),
  said(
    16,
    ["kubeadm"],
    "[ERROR FileContent--proc-sys-net-ipv4-ip_forward]: /proc/sys/net/ipv4/ip_forward contents are not set to 1",
  ),
  kubeadm(17, "cri-disabled"),
  ...servers(18, "sandbox-image", "image-missing"),
  kubeadm(18, "sandbox-image"),
  said(18, ["canonical"], SANDBOX),
  {
    row: 19,
    on: ALL,
    symptom: (on) => `${on}.network-missing`,
    machine: (on) => ({ journals: { [UNITS[on]]: [NO_NETWORK] } }),
  },
  {
    row: 19,
    on: ALL,
    symptom: (on) => `${on}.network-missing`,
    machine: (on) =>
      with_(on, {
        files: {
          [`${NETWORKS[on]}/10-flannel.conflist`]: "{}",
          [`${NETWORKS[on]}/05-cilium.conflist`]: "{}",
        },
      }),
  },
  {
    row: 20,
    on: ALL,
    symptom: (on) => `${on}.dns-loop`,
    machine: (on) =>
      with_(on, {
        files: {
          ...podLog(
            DNS[on],
            "coredns",
            "[FATAL] plugin/loop: Loop (127.0.0.1:41027 -> :53) detected for zone .",
          ),
          "/run/systemd/resolve/resolv.conf": "nameserver 10.0.0.53\n",
        },
      }),
  },
  ...servers(21, "etcd-slow", "leader-changed", "request-timed-out"),
  etcdSaid(21, SLOW),
  said(21, ["kubeadm", "canonical"], 'err="etcdserver: leader changed"'),
  said(21, ["kubeadm", "canonical"], 'err="etcdserver: request timed out"'),
  ...servers(22, "etcd-full"),
  etcdSaid(22, FULL),
  said(22, ["canonical"], FULL),
  {
    row: 23,
    on: ALL,
    symptom: () => "network.tunnel-mtu",
    machine: (on) => with_(on, { files: tunnel }),
  },
  {
    row: 24,
    on: ALL,
    symptom: () => "network.forward-dropped",
    machine: (on) =>
      with_(on, {
        files: { ...tunnel, "/etc/ufw/ufw.conf": "ENABLED=yes\n" },
      }),
  },
  said(25, ["canonical"], "failed to join: CoreTokenRecord not found"),
  said(25, ["canonical"], "failed to join: another node is currently joining"),
  canonical(25, "slow-daemon"),
  said(26, ["canonical"], "k8s-dqlite is gone in 1.36: please migrate, or remain on version 1.35"),
  said(27, ["canonical"], 'error: snap "k8s" has "refresh-snap" change: has changes in progress'),
  said(
    27,
    ["canonical"],
    "error: too early for operation, device not yet seeded or device model not acknowledged",
  ),
  ...servers(28, "disk-full", "evicted"),
  said(
    28,
    ["kubeadm", "canonical"],
    "write /var/lib/etcd/member/wal/0.tmp: no space left on device",
  ),
  said(28, ["kubeadm", "canonical"], EVICTED),
  ...servers(29, "inotify"),
  said(29, ["kubeadm", "canonical"], WATCHES),
  {
    row: 30,
    on: ALL,
    symptom: () => "vip.kube-vip-lease",
    machine: (on) =>
      with_(on, {
        files: podLog(
          "kube-system_kube-vip-ds-x1",
          "kube-vip",
          ...Array.from({ length: 3 }, () => "leader election lost"),
        ),
      }),
  },
  {
    row: 32,
    on: ["k3s"],
    symptom: () => "k3s.iptables",
    machine: (on) => with_(on, { said: { "iptables --version": "iptables v1.8.2 (nf_tables)\n" } }),
  },
];
