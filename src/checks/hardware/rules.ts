// Over 100 lines by design: one row for each check of the hardware.
import { formatBytes, formatDuration, GIB } from "../../quantity/index.ts";
import { DEFAULT_LIMITS as LIMITS } from "../limits.ts";
import type { Rule } from "../rule.ts";

const REQUIREMENTS = "Palette Edge, hardware requirements";
const TRUSTED_BOOT = "Palette Edge, Trusted Boot";

export const HARDWARE_RULES = {
  "hardware.architecture": {
    title: "Architecture",
    when: "before settings",
    severity: "block",
    threshold: "amd64 or arm64; of arm64 boards only Jetson Orin is verified",
    source: REQUIREMENTS,
    rows: [2, 3],
  },
  "hardware.cpu-model": {
    title: "CPU model",
    when: "before settings",
    severity: "warn",
    threshold: "Intel i3 to i9 or Xeon, AMD Ryzen 3 to 9 or Epyc",
    source: REQUIREMENTS,
    rows: [],
  },
  "hardware.cores": {
    title: "CPU cores",
    when: "before settings",
    severity: "block",
    threshold: `${LIMITS.minCores} cores`,
    source: REQUIREMENTS,
    rows: [1],
  },
  "hardware.memory": {
    title: "Memory",
    when: "before settings",
    severity: "block",
    threshold: `${Math.ceil(LIMITS.minMemoryBytes / GIB)} GiB, less a tenth for the firmware`,
    source: REQUIREMENTS,
    rows: [4],
  },
  "hardware.main-drive": {
    title: "Main drive",
    when: "before settings",
    severity: "block",
    threshold: formatBytes(LIMITS.minMainDiskBytes),
    source: REQUIREMENTS,
    rows: [6],
  },
  "hardware.drive-type": {
    title: "Drive type",
    when: "before settings",
    severity: "warn",
    threshold: "SSD or NVMe",
    source: REQUIREMENTS,
    rows: [10],
  },
  "hardware.drive-latency": {
    title: "Drive latency",
    when: "before a cluster",
    severity: "block",
    threshold: `99 of 100 small writes durable within ${formatDuration(LIMITS.maxFsyncP99Ms)}; five times that blocks`,
    source: "etcd, hardware recommendations; the block is our choice",
    rows: [9],
  },
  "hardware.drive-contents": {
    title: "Other drives",
    when: "before settings",
    severity: "block",
    threshold: "no second edge system, no foreign data",
    source: "Palette Edge, installer",
    rows: [],
  },
  "hardware.gpu": {
    title: "GPU",
    when: "before a cluster",
    severity: "warn",
    threshold: "each computing card has its driver",
    source: "Palette Edge, GPU support",
    rows: [71],
  },
  "hardware.firmware": {
    title: "Firmware",
    when: "before settings",
    severity: "block",
    threshold: "UEFI; it blocks only with Trusted Boot",
    source: TRUSTED_BOOT,
    rows: [69],
  },
  "hardware.tpm": {
    title: "TPM",
    when: "before settings",
    severity: "block",
    threshold: "version 2.0; it blocks only with Trusted Boot",
    source: TRUSTED_BOOT,
    rows: [69],
  },
  "hardware.virtualization": {
    title: "Virtualization",
    when: "before settings",
    severity: "block",
    threshold: "a machine or a virtual machine, no container",
    source: REQUIREMENTS,
    rows: [70],
  },
} as const satisfies Readonly<Record<string, Rule>>;
