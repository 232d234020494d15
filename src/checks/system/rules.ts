// Over 100 lines by design: one row for each check of the operating system.
import { formatDuration } from "../../quantity/index.ts";
import { DEFAULT_LIMITS as LIMITS } from "../limits.ts";
import type { Rule } from "../rule.ts";

const HARDENING = "Palette Edge, agent mode hardening";

export const SYSTEM_RULES = {
  "system.os": {
    title: "Operating system",
    when: "before settings",
    severity: "warn",
    threshold: "Ubuntu 22.04 or 24.04, openSUSE Leap 15, SLE Micro 5, RHEL or Rocky 8 or 9",
    source: "Palette Edge, architecture",
    rows: [],
  },
  "system.kernel": {
    title: "Kernel",
    when: "before a cluster",
    severity: "block",
    threshold: "4.19 or younger, 5.8 advised; no build on which Calico breaks",
    source: "Kubernetes, system verification",
    rows: [14],
  },
  "system.systemd": {
    title: "systemd",
    when: "before settings",
    severity: "block",
    threshold: "running",
    source: "Palette Edge, agent mode requirements",
    rows: [58],
  },
  "system.cgroup": {
    title: "cgroup",
    when: "before a cluster",
    severity: "block",
    threshold: "version 2 with cpu, cpuset, memory, pids, io",
    source: "Kubernetes, about cgroup v2",
    rows: [17, 18],
  },
  "system.swap": {
    title: "Swap",
    when: "before a cluster",
    severity: "warn",
    threshold: "off, zram too",
    source: "Kubernetes, before you begin",
    rows: [20],
  },
  "system.modules": {
    title: "Kernel modules",
    when: "before a cluster",
    severity: "block",
    threshold: "overlay, br_netfilter, connection tracking and address translation can be loaded",
    source: HARDENING,
    rows: [16],
  },
  "system.sysctls": {
    title: "Kernel settings",
    when: "before a cluster",
    severity: "warn",
    threshold: "forwarding, bridges, inotify and memory maps; with the CIS profile its own too",
    source: HARDENING,
    rows: [21, 22, 25],
  },
  "system.mounts": {
    title: "Mount options",
    when: "before a cluster",
    severity: "block",
    threshold: "/var, /var/lib, /opt may run programs, are writable and shared",
    source: HARDENING,
    rows: [13, 74],
  },
  "system.clock-sync": {
    title: "Clock",
    when: "at any time",
    severity: "warn",
    threshold: `synchronized, at most ${formatDuration(LIMITS.maxClockSkewMs)} off`,
    source: "Palette Edge, deployment prerequisites; the 2 s are our choice",
    rows: [31],
  },
  "system.clock-plausible": {
    title: "Date",
    when: "at any time",
    severity: "block",
    threshold: "not before this program was written; hardware clock within a day",
    source: "Kubernetes, certificates and requirements",
    rows: [32],
  },
} as const satisfies Readonly<Record<string, Rule>>;
