import { DRIVE_LIMITS } from "../drives/index.ts";
import { GB, GIB, MB } from "../quantity/index.ts";

/** Thresholds in numbers, in one place; the words of each rule are made from them. */
export const DEFAULT_LIMITS = {
  /** Palette Edge, hardware requirements: "2 CPU". */
  minCores: 2,
  /**
   * Palette Edge: "8 GB". Nine tenths of 8 GiB, because firmware and built-in graphics keep a share
   * that the kernel never sees. An 8 GB Jetson Orin Nano reports 7.4 GiB.
   */
  minMemoryBytes: 7.2 * GIB,
  ...DRIVE_LIMITS,
  /** etcd, hardware recommendations: 99th percentile of WAL fdatasync below 10 ms. */
  maxFsyncP99Ms: 10,
  /** Peers begin to refuse each other's certificates and leases beyond two seconds. */
  maxClockSkewMs: 2000,
  /** Our choice: below it the first pods are evicted, or wait for pages most of the time. */
  minFreeMemoryShare: 0.25,
  /** Our choice: percent of the last ten seconds in which somebody waited for memory. */
  maxMemoryStall: 10,
  /** Our choice: images and datastore of a first cluster. */
  minDataBytes: 20 * GB,
  /** Our choice. */
  minLogBytes: 2 * GB,
  /** An archive, what is unpacked of it, and the images made of it: our choice. */
  bundleShare: 2.5,
  /** Kubernetes evicts below 5 %; our choice is to say so before. */
  minFreeFilesShare: 0.1,
  /** Palette Edge, Trusted Boot: the kernel image is one file of up to this size. */
  minEfiBytes: 850 * MB,
  /** Our choice, below the temperature at which the machine switches itself off. */
  coolMarginC: 10,
  /** Our choice: time to notice, and to send somebody. */
  minCertificateDays: 30,
  /** Palette Edge, agent mode: what extensions need is younger still, 255. */
  minSystemd: 244,
  /** Our choice: connections of a busy node. */
  minConntrack: 131_072,
  /** Our choice. */
  minSpeedMbps: 1000,
  /** Our choice: share of packets that may be lost or broken. */
  maxPacketLoss: 0.001,
  /** Our choice: below it nothing is left for tunnels of pods. */
  minMtu: 1450,
  /** Our choice: as many nodes as find a network of their own among the pods. */
  minNodes: 8,
  /** glibc before 2.26, and the limit the kubelet hands on. */
  maxSearchDomains: 6,
};

/** As `DEFAULT_LIMITS`; whoever runs the checks may set any of them. */
export type Limits = Readonly<typeof DEFAULT_LIMITS>;
