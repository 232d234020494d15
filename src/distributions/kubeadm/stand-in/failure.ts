import { z } from "zod";
import { readJson } from "../../../json/index.ts";

/** Where a rehearsal or a test asks for a failure. */
export const FAILURE_FILE = "/etc/bringup/stand-in.json";

/** How the stand-in goes wrong on demand; lines are recorded from 1.36.2 where a file is named. */
export interface Failure {
  readonly name: string;
  /** What `kubeadm init phase preflight` prints before it ends with 1. */
  readonly preflight?: readonly string[];
  /** What the kubelet says; with `exits` it then ends with 1, else nothing comes up. */
  readonly kubelet?: string;
  readonly exits?: true;
  readonly neverReady?: true;
}

export const FAILURES: readonly Failure[] = [
  {
    // fail-init-on-used-host.txt
    name: "used-host",
    preflight: [
      "\t[ERROR Port-6443]: Port 6443 is in use",
      "\t[ERROR DirAvailable--var-lib-etcd]: /var/lib/etcd is not empty",
    ],
  },
  {
    // fail-init-on-used-host.txt
    name: "cgroup-v1",
    preflight: [
      "\t[ERROR SystemVerification]: cgroups v1 support is deprecated and will be removed in a future release. Please migrate to cgroups v2.",
    ],
  },
  {
    name: "cri-disabled",
    preflight: [
      '\t[ERROR CRI]: could not connect to the container runtime: failed to create new CRI runtime service: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
    ],
  },
  {
    // kubelet-journal-of-that-failure.txt
    name: "container-manager",
    kubelet:
      'E1120 12:32:33.252379     634 kubelet.go:1839] "Failed to start ContainerManager" err="[open /proc/sys/vm/overcommit_memory: read-only file system, open /proc/sys/kernel/panic: read-only file system]"',
    exits: true,
  },
  {
    name: "swap",
    kubelet:
      'E1120 12:32:33.252379     634 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"',
    exits: true,
  },
  {
    name: "sandbox-image",
    kubelet:
      'E1120 12:32:33.252379     634 log.go:32] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.10.2\\": failed to pull image: i/o timeout"',
  },
  { name: "never-ready", neverReady: true },
];

/** Pure. What is asked for, else what a real one could not live with on this host. */
export function kubeletFailure(read: (path: string) => string | undefined): Failure | undefined {
  const hasSwap = (read("/proc/swaps") ?? "").trim().split("\n").length > 1;
  const swap = hasSwap ? FAILURES.find(({ name }) => name === "swap") : undefined;
  return failureIn(read(FAILURE_FILE)) ?? swap;
}

const wanted = z.object({ fail: z.string() });

/** Pure. `undefined`: nothing is to fail, or nobody knows how. */
export function failureIn(text: string | undefined): Failure | undefined {
  const name = wanted.safeParse(readJson(text ?? "")).data?.fail;
  return FAILURES.find((failure) => failure.name === name);
}
