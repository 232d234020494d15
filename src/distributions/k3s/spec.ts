import { z } from "zod";
import type { ClusterSpec } from "../../spec/index.ts";
import {
  argument,
  cniProblems,
  familyProblems,
  kubeconfigModeWarning,
  nameOrAddress,
  nativeBy,
  nativeProblems,
  octalMode,
  type Problem,
  release,
} from "../shared/cluster-problems.ts";
import { evenWarning, fileStoreProblem } from "../shared/join-problems.ts";

/** Networks that are brought along as a manifest, and none at all: a layer of the profile brings one. */
export const CNIS = ["flannel", "calico", "none"] as const;

/** `cluster.native` as K3s understands it. */
export const nativeSchema = z.strictObject({
  /** `sqlite`: one server for ever. `etcd`: servers may be added later. */
  datastore: z.enum(["sqlite", "etcd"]).optional(),
  /** More names and addresses the API server's certificate is valid for. */
  tlsSans: z.array(nameOrAddress).max(64).optional(),
  /** Announces the virtual address. */
  kubeVipVersion: release.optional(),
  kubeletArgs: z.array(argument).max(64).optional(),
  kubeApiserverArgs: z.array(argument).max(64).optional(),
  /** Octal, for example "0640"; everything but 0600 lets others use the cluster's keys. */
  writeKubeconfigMode: octalMode.optional(),
  /** etcd only: cron expression and number of snapshots kept on this host. */
  snapshotSchedule: z.string().min(5).max(64).optional(),
  snapshotRetention: z.int().min(1).max(999).optional(),
});

export type K3sNative = z.infer<typeof nativeSchema>;

/** @throws BUG for a section that was never validated. */
export function nativeOf(cluster: ClusterSpec): K3sNative {
  return nativeBy(nativeSchema, cluster);
}

/** The one that servers announce. Those that join share the etcd of the others, whatever is said of it here. */
export function announcedVip({ vip, native, join, role }: ClusterSpec): string | undefined {
  const { datastore } = nativeSchema.safeParse(native ?? {}).data ?? {};
  const sharesEtcd = join !== undefined && role !== "worker";
  return datastore === "etcd" || sharesEtcd ? vip : undefined;
}

/** What the neutral schema cannot know. Paths are dotted from the root of the document. */
export function validateCluster(cluster: ClusterSpec): readonly Problem[] {
  return [
    ...nativeProblems(nativeSchema, cluster),
    ...familyProblems(cluster),
    ...cniProblems("K3s", CNIS, cluster),
    ...warnings(cluster),
  ];
}

function uselessVip(cluster: ClusterSpec): readonly Problem[] {
  if (cluster.vip === undefined || cluster.join !== undefined) return [];
  if (announcedVip(cluster) !== undefined) return [];
  return [
    {
      severity: "warning",
      path: "spec.cluster.vip",
      message: "is of no use with SQLite: there is one server for ever, so nobody announces it",
      hint: "Set native.datastore: etcd, or remove vip.",
    },
  ];
}

function warnings(cluster: ClusterSpec): readonly Problem[] {
  const native = nativeSchema.safeParse(cluster.native ?? {}).data ?? {};
  const found: Problem[] = [
    ...uselessVip(cluster),
    ...evenWarning(cluster),
    ...fileStoreProblem(cluster, native.datastore),
  ];
  if (
    native.datastore !== "etcd" &&
    (native.snapshotSchedule ?? native.snapshotRetention) !== undefined
  )
    found.push({
      severity: "warning",
      path: "spec.cluster.native",
      message: "snapshots are a matter of etcd; SQLite has none",
      hint: "Set datastore: etcd, or remove the snapshot fields.",
    });
  return [...found, ...kubeconfigModeWarning(native.writeKubeconfigMode)];
}
