import type { Rule } from "../rule.ts";

export const KUBERNETES_RULES = {
  "kubernetes.ports": {
    title: "Ports",
    when: "before a cluster",
    severity: "block",
    threshold: "the ports of a node and of the chosen distribution are free",
    source: "Kubernetes, ports and protocols",
    rows: [43],
  },
  "kubernetes.leftovers": {
    title: "Leftovers",
    when: "before a cluster",
    severity: "block",
    threshold: "nothing of an earlier cluster or of Docker",
    source: "Palette Edge, known issues",
    rows: [52, 53],
  },
} as const satisfies Readonly<Record<string, Rule>>;
