import { z } from "zod";
import type { ClusterSpec } from "../../spec/index.ts";
import {
  argument,
  familyProblems,
  kubeconfigModeWarning,
  nameOrAddress,
  nativeBy,
  nativeProblems,
  octalMode,
  type Problem,
  release,
} from "../shared/cluster-problems.ts";
import { evenWarning } from "../shared/join-problems.ts";

/** Networks RKE2 brings, and none at all; the first is what it takes unless told. */
export const CNIS = ["canal", "calico", "cilium", "flannel", "none"] as const;

const chart = z.string().regex(/^rke2-[a-z0-9-]{1,50}$/, {
  error: "must be the name of a chart of RKE2, for example rke2-canal",
});

/** `cluster.native` as RKE2 understands it. */
export const nativeSchema = z.strictObject({
  /** More names and addresses the API server's certificate is valid for. */
  tlsSans: z.array(nameOrAddress).max(64).optional(),
  /** Announces the virtual address. */
  kubeVipVersion: release.optional(),
  kubeletArgs: z.array(argument).max(64).optional(),
  kubeApiserverArgs: z.array(argument).max(64).optional(),
  /** Octal, for example "0640"; everything but 0600 lets others use the cluster's keys. */
  writeKubeconfigMode: octalMode.optional(),
  /** Cron expression and number of snapshots kept on this host. */
  snapshotSchedule: z.string().min(5).max(64).optional(),
  snapshotRetention: z.int().min(1).max(999).optional(),
  /** Values of the charts it brings, by chart: `rke2-canal: { calico: { vethuMTU: 1400 } }`. */
  chartValues: z.record(chart, z.record(z.string(), z.unknown())).optional(),
});

export type Rke2Native = z.infer<typeof nativeSchema>;

/** @throws BUG for a section that was never validated. */
export function nativeOf(cluster: ClusterSpec): Rke2Native {
  return nativeBy(nativeSchema, cluster);
}

/** What the neutral schema cannot know. Paths are dotted from the root of the document. */
export function validateCluster(cluster: ClusterSpec): readonly Problem[] {
  const native = nativeSchema.safeParse(cluster.native ?? {}).data ?? {};
  return [
    ...nativeProblems(nativeSchema, cluster),
    ...familyProblems(cluster),
    ...evenWarning(cluster),
    ...kubeconfigModeWarning(native.writeKubeconfigMode),
  ];
}
