import { DEFAULT_LIMITS as LIMITS } from "../limits.ts";
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
  "kubernetes.runtime": {
    title: "Container engine",
    when: "before a cluster",
    severity: "block",
    threshold: "none beside that of the node",
    source: "Palette Edge, known issues",
    rows: [55],
  },
  "kubernetes.bundle-space": {
    title: "Bundle space",
    when: "before a cluster",
    severity: "warn",
    threshold: `${LIMITS.bundleShare} times the artefacts free on /var/lib`,
    source: "our choice",
    rows: [7],
  },
  "kubernetes.certificates": {
    title: "Node certificates",
    when: "before an upgrade",
    severity: "block",
    threshold: `${LIMITS.minCertificateDays} days left`,
    source: "our choice; expired ones block",
    rows: [64],
  },
} as const satisfies Readonly<Record<string, Rule>>;
