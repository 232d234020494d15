import { BringupError } from "../errors/index.ts";
import { nearest } from "../text/index.ts";
import type { Driver, Observer, Practice } from "./driver.ts";

/** One that can be seen on a host, whoever set it up. */
export interface ObservedEntry {
  /** As in `spec.cluster.distribution`. */
  readonly id: string;
  readonly title: string;
  /** Paths: any of them on a host says that it may be there. */
  readonly traces: readonly string[];
  /** Where it and what it runs may write down what they do; those that a host has are offered. */
  readonly logs?: { readonly units?: readonly string[]; readonly files?: readonly string[] };
  load(): Promise<Observer>;
}

/** One that can be created here. */
export interface DistributionEntry extends ObservedEntry {
  load(): Promise<Driver>;
  /** For rehearsals. */
  readonly practice: {
    readonly version: string;
    /** Of its own below the others: releases have files of the same names. */
    readonly folder?: string;
    load(): Promise<Practice>;
  };
}

/** In the order people are offered them. One line each; a driver is read when it is asked for. */
export const DISTRIBUTIONS: readonly DistributionEntry[] = [
  {
    id: "k3s",
    title: "K3s",
    traces: [
      "/etc/systemd/system/k3s.service",
      "/etc/rancher/k3s/k3s.yaml",
      "/var/lib/rancher/k3s/server/db",
    ],
    logs: {
      units: ["k3s.service", "k3s-agent.service"],
      files: [
        "/var/lib/rancher/k3s/agent/containerd/containerd.log",
        "/var/log/k3s-import-images.log",
      ],
    },
    load: async () => (await import("./k3s/index.ts")).k3s,
    practice: {
      version: "1.35.3+k3s1",
      load: async () => (await import("./k3s/stand-in/index.ts")).practice,
    },
  },
  {
    id: "rke2",
    title: "RKE2",
    traces: [
      "/etc/systemd/system/rke2-server.service",
      "/usr/local/lib/systemd/system/rke2-server.service",
      "/usr/lib/systemd/system/rke2-server.service",
      "/etc/rancher/rke2/rke2.yaml",
      "/var/lib/rancher/rke2/server/db",
    ],
    logs: {
      units: ["rke2-server.service", "rke2-agent.service"],
      files: [
        "/var/lib/rancher/rke2/agent/containerd/containerd.log",
        "/var/lib/rancher/rke2/agent/logs/kubelet.log",
      ],
    },
    load: async () => (await import("./rke2/index.ts")).rke2,
    practice: {
      version: "1.35.3+rke2r1",
      folder: "rke2",
      load: async () => (await import("./rke2/stand-in/index.ts")).practice,
    },
  },
  {
    id: "kubeadm",
    title: "kubeadm (PXK-E)",
    // Others write /etc/kubernetes/*.conf too.
    traces: [
      "/var/lib/kubelet/kubeadm-flags.env",
      "/etc/kubernetes/manifests/kube-apiserver.yaml",
      "/etc/kubernetes/manifests/etcd.yaml",
    ],
    logs: {
      units: ["kubelet.service", "containerd.service"],
      files: ["pre-init", "init", "join", "upgrade", "post-init", "reconfigure"].map(
        (name) => `/var/log/kube-${name}.log`,
      ),
    },
    load: async () => (await import("./kubeadm/index.ts")).kubeadm,
    practice: {
      version: "1.36.2",
      folder: "kubeadm",
      load: async () => (await import("./kubeadm/stand-in/index.ts")).practice,
    },
  },
  {
    id: "canonical",
    title: "Canonical Kubernetes",
    traces: [
      "/snap/k8s/current/meta/snap.yaml",
      "/var/snap/k8s/common/args/kubelet",
      "/var/snap/k8s/common/var/lib/k8sd/state/database",
    ],
    logs: {
      units: [
        ...["k8sd", "kubelet", "containerd", "k8s-dqlite", "etcd", "k8s-apiserver-proxy"],
        ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"],
      ].map((service) => `snap.k8s.${service}.service`),
      files: [
        "canonical-bootstrap",
        "canonical-join",
        "canonical-upgrade",
        "provider-canonical",
      ].map((name) => `/var/log/${name}.log`),
    },
    load: async () => (await import("./canonical/index.ts")).canonical,
    practice: {
      version: "1.35.2",
      folder: "canonical",
      load: async () => (await import("./canonical/stand-in/index.ts")).practice,
    },
  },
];

/** All that can be seen; those that can be created too come first. */
export const OBSERVED: readonly ObservedEntry[] = [...DISTRIBUTIONS];

/** @throws DOCUMENT_INVALID for a name nobody registered. */
export async function loadDriver(id: string): Promise<Driver> {
  const entry = DISTRIBUTIONS.find((distribution) => distribution.id === id);
  if (entry !== undefined) return entry.load();
  const ids = DISTRIBUTIONS.map((distribution) => distribution.id);
  const guess = nearest(id, ids);
  throw new BringupError("DOCUMENT_INVALID", `unknown distribution ${JSON.stringify(id)}`, {
    hint: guess === undefined ? `Use one of: ${ids.join(", ")}.` : `Did you mean ${guess}?`,
  });
}

/** For people; the id itself where nobody registered it. */
export function distributionTitle(id: string): string {
  return OBSERVED.find((distribution) => distribution.id === id)?.title ?? id;
}
