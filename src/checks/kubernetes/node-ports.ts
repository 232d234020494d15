import type { PortUse } from "../check.ts";

/** Kubernetes, "Ports and Protocols". Distributions add their own through `extraPorts`. */
export const NODE_PORTS: readonly PortUse[] = [
  { port: 6443, use: "Kubernetes API" },
  { port: 2379, use: "datastore clients" },
  { port: 2380, use: "datastore members" },
  { port: 10248, use: "kubelet health" },
  { port: 10250, use: "kubelet" },
  { port: 10256, use: "service proxy" },
  { port: 10257, use: "controller manager" },
  { port: 10259, use: "scheduler" },
];

/** Palette Edge, ports: its page on the host, and the upload of content. */
export const AGENT_MODE_PORTS: readonly PortUse[] = [
  { port: 5080, use: "page of the Palette agent" },
  { port: 5082, use: "upload of content" },
];
