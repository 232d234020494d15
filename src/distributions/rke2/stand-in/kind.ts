import type { StandInKind } from "../../shared/stand-in/kind.ts";
import { RKE2 } from "../kind.ts";
import { linesOf } from "./journal.ts";
import { RULES } from "./rules.ts";

/** Run by the kubelet from files: they need no network of pods. */
const STATIC = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
];

export const KIND: StandInKind = {
  id: RKE2.id,
  title: RKE2.title,
  program: "rke2",
  programPath: RKE2.program,
  unit: RKE2.unit,
  agentUnit: "rke2-agent.service",
  etcdClient: "server-client",
  configPath: RKE2.config,
  kubeconfig: RKE2.kubeconfig,
  data: RKE2.data,
  supervisorPort: 9345,
  rules: RULES,
  linesOf,
  podsOf: ({ nodeName }) => [
    ...STATIC.map((name) => ({
      namespace: "kube-system",
      name: `${name}-${nodeName}`,
      isStatic: true as const,
    })),
    { namespace: "kube-system", name: "rke2-coredns-rke2-coredns-64dcf4f5b6-t8w2m" },
  ],
  bundled: {
    [`${RKE2.data}/agent/pod-manifests/etcd.yaml`]: {
      content: "# Simulated: the kubelet of RKE2 runs etcd from here.\n",
      mode: 0o600,
    },
  },
};
