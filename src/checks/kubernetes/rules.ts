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
  "kubernetes.engine-answers": {
    title: "Engine answers",
    when: "before a cluster",
    severity: "warn",
    threshold: "where one runs: ready, CRI v1, cgroups of systemd, containerd 2.0 from 1.36 on",
    source: "Kubernetes, container runtimes",
    rows: [56],
  },
  "kubernetes.old-apis": {
    title: "Old APIs in use",
    when: "before an upgrade",
    severity: "warn",
    threshold: "none that is gone in the version asked for",
    source: "Kubernetes, deprecation policy",
    rows: [62],
  },
  "kubernetes.drain": {
    title: "Node can be empty",
    when: "before an upgrade",
    severity: "warn",
    threshold: "every pod of this node may go and comes back elsewhere",
    source: "Kubernetes, draining a node",
    rows: [63],
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
