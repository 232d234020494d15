import { GB, GIB } from "../quantity/index.ts";
import type { Limits } from "./check.ts";

/** Palette Edge, hardware requirements, unless a line says otherwise. */
export const DEFAULT_LIMITS: Limits = {
  /** "2 CPU" */
  minCores: 2,
  /**
   * "8 GB": nine tenths of 8 GiB, because firmware and built-in graphics keep a share that the kernel
   * never sees. An 8 GB Jetson Orin Nano reports 7.4 GiB.
   */
  minMemoryBytes: 7.2 * GIB,
  /** "100 GB", decimal as printed on drives. */
  minMainDiskBytes: 100 * GB,
  /** etcd, hardware recommendations: 99th percentile of WAL fdatasync below 10 ms. */
  maxFsyncP99Ms: 10,
  /** Peers begin to refuse each other's certificates and leases beyond two seconds. */
  maxClockSkewMs: 2000,
};
