import { GB, GIB } from "../quantity/index.ts";

/** Thresholds in numbers, in one place; the words of each rule are made from them. */
export const DEFAULT_LIMITS = {
  /** Palette Edge, hardware requirements: "2 CPU". */
  minCores: 2,
  /**
   * Palette Edge: "8 GB". Nine tenths of 8 GiB, because firmware and built-in graphics keep a share
   * that the kernel never sees. An 8 GB Jetson Orin Nano reports 7.4 GiB.
   */
  minMemoryBytes: 7.2 * GIB,
  /** Palette Edge: "100 GB", decimal as printed on drives. */
  minMainDiskBytes: 100 * GB,
  /** etcd, hardware recommendations: 99th percentile of WAL fdatasync below 10 ms. */
  maxFsyncP99Ms: 10,
  /** Peers begin to refuse each other's certificates and leases beyond two seconds. */
  maxClockSkewMs: 2000,
};

export type Limits = Readonly<typeof DEFAULT_LIMITS>;
