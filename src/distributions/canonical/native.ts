import { z } from "zod";
import type { ClusterSpec } from "../../spec/index.ts";
import {
  argument,
  cniProblems,
  familyProblems,
  nameOrAddress,
  nativeBy,
  nativeProblems,
  type Problem,
  release,
} from "../shared/cluster-problems.ts";
import { evenWarning } from "../shared/join-problems.ts";
import { minorOf, normalVersion } from "../shared/versions.ts";
import { datastoresOf } from "./datastore-kind.ts";

/** `cilium` is its own and comes with it; the others are brought along as a manifest. */
export const CNIS = ["cilium", "calico", "flannel", "none"] as const;

/** The first one with the keys that are written here. */
const FIRST_MINOR = 32;

const revision = z.number().int().min(1);
const flag = z.boolean().optional();

/** `cluster.native` as the snap understands it. */
const nativeSchema = z.strictObject({
  /** What keeps the objects of Kubernetes; it is never left to the snap, whose default changed between patches. */
  datastore: z.enum(["etcd", "k8s-dqlite"]).optional(),
  /** In the names of the snaps, as `snap download` writes them; absent: they have none (`--basename`). */
  revisions: z.strictObject({ k8s: revision, base: revision, snapd: revision }).optional(),
  /** The snap that k8s stands on. */
  base: z.enum(["core22", "core24"]).optional(),
  /** `registry`: no images are brought along; each is pulled when it is needed. */
  images: z.enum(["artefacts", "registry"]).optional(),
  /** What it can bring besides its network; off unless told, but for DNS. */
  features: z
    .strictObject({
      dns: flag,
      ingress: flag,
      gateway: flag,
      loadBalancer: flag,
      localStorage: flag,
      metricsServer: flag,
    })
    .optional(),
  /** Addresses that its load balancer gives out. */
  loadBalancerCidrs: z.array(z.string().min(1).max(100)).max(64).optional(),
  /** More names and addresses the API server's certificate is valid for. */
  tlsSans: z.array(nameOrAddress).max(64).optional(),
  /** Announces the virtual address. */
  kubeVipVersion: release.optional(),
  kubeletArgs: z.array(argument).max(64).optional(),
  kubeApiserverArgs: z.array(argument).max(64).optional(),
});

export type CanonicalNative = z.infer<typeof nativeSchema>;

/** @throws BUG for a section that was never validated. */
export const nativeOf = (cluster: ClusterSpec): CanonicalNative => nativeBy(nativeSchema, cluster);

/** What the neutral schema cannot know. Paths are dotted from the root of the document. */
export function validateCluster(cluster: ClusterSpec): readonly Problem[] {
  const native = nativeProblems(nativeSchema, cluster);
  return [
    ...native,
    ...familyProblems(cluster),
    ...cniProblems("Canonical Kubernetes", CNIS, cluster),
    ...versionProblems(cluster),
    ...(native.length > 0 ? [] : datastoreProblems(cluster)),
    ...registryProblems(cluster),
    ...evenWarning(cluster),
  ];
}

function versionProblems({ version }: ClusterSpec): readonly Problem[] {
  if (minorOf(version) >= FIRST_MINOR) return [];
  return [
    {
      severity: "error",
      path: "spec.cluster.version",
      message: `Canonical Kubernetes ${version} is set up by other keys, which are not written here`,
      hint: `Use 1.${FIRST_MINOR} or newer.`,
    },
  ];
}

function datastoreProblems(cluster: ClusterSpec): readonly Problem[] {
  const version = normalVersion(cluster.version);
  const { datastore } = nativeOf(cluster);
  const path = "spec.cluster.native.datastore";
  const possible = datastoresOf(version);
  if (datastore === undefined) return [];
  if (!possible.includes(datastore))
    return [
      {
        severity: "error",
        path,
        message: `Canonical Kubernetes ${version} has no ${datastore}`,
        hint: `Use one of: ${possible.join(", ")}.`,
      },
    ];
  if (datastore !== "k8s-dqlite" || minorOf(version) < 35) return [];
  return [
    {
      severity: "warning",
      path,
      message: "k8s-dqlite ends with 1.35: 1.36 takes no cluster over that has it",
      hint: "Use etcd, unless the cluster shall stay at 1.35 for ever.",
    },
  ];
}

/** Its containerd reads hosts.toml alone, and a login does not stand there. */
function registryProblems({ registries = [] }: ClusterSpec): readonly Problem[] {
  return registries.flatMap(({ username }, index): readonly Problem[] => {
    if (username === undefined) return [];
    return [
      {
        severity: "error",
        path: `spec.cluster.registries[${index}].username`,
        message: "a login to a registry is not set up for Canonical Kubernetes",
        hint: "Use a registry that needs none, or image pull secrets in the cluster.",
      },
    ];
  });
}
