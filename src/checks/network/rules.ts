// Over 100 lines by design: one row for each check of the network.
import type { Rule } from "../rule.ts";

const REQUIREMENTS = "Palette Edge, network requirements";

export const NETWORK_RULES = {
  "network.link": {
    title: "Network link",
    when: "before settings",
    severity: "block",
    threshold: "one interface with a link and an address",
    source: REQUIREMENTS,
    rows: [40],
  },
  "network.default-route": {
    title: "Default route",
    when: "before a cluster",
    severity: "block",
    threshold: "one, and no second of equal weight",
    source: "Kubernetes, before you begin",
    rows: [35],
  },
  "network.dns": {
    title: "DNS",
    when: "before settings",
    severity: "block",
    threshold: "a server that pods can reach, and that knows the plane",
    source: REQUIREMENTS,
    rows: [42],
  },
  "network.hostname": {
    title: "Host name",
    when: "before a cluster",
    severity: "block",
    threshold: "lower-case letters, digits, hyphens, 63 at most; no image's own",
    source: "Kubernetes, node names",
    rows: [28],
  },
} as const satisfies Readonly<Record<string, Rule>>;
