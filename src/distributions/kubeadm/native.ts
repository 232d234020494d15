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

/** Networks that are brought along as a manifest, and none at all: a layer of the profile brings one. */
export const CNIS = ["flannel", "calico", "none"] as const;

/** `cluster.native` as kubeadm and what it stands on understand it. */
const nativeSchema = z.strictObject({
  /** Versions in the names of archives that are published apart from Kubernetes. */
  containerdVersion: release.optional(),
  crictlVersion: release.optional(),
  cniPluginsVersion: release.optional(),
  /** `artefacts`: containerd and runc are brought along. `host`: the package on this host is used. */
  containerd: z.enum(["artefacts", "host"]).optional(),
  /** The pause image that the images archive holds, where it is not that of the release. */
  pauseImage: z
    .string()
    .regex(/^[a-z0-9./:_@-]{1,255}$/, { error: "must be the name of an image" })
    .optional(),
  /** Announces the virtual address. */
  kubeVipVersion: release.optional(),
  /** More names and addresses the API server's certificate is valid for. */
  tlsSans: z.array(nameOrAddress).max(64).optional(),
  kubeletArgs: z.array(argument).max(64).optional(),
  kubeApiserverArgs: z.array(argument).max(64).optional(),
});

export type KubeadmNative = z.infer<typeof nativeSchema>;

/** @throws BUG for a section that was never validated. */
export const nativeOf = (cluster: ClusterSpec): KubeadmNative => nativeBy(nativeSchema, cluster);

/** What the neutral schema cannot know. Paths are dotted from the root of the document. */
export function validateCluster(cluster: ClusterSpec): readonly Problem[] {
  return [
    ...nativeProblems(nativeSchema, cluster),
    ...familyProblems(cluster),
    ...cniProblems("kubeadm", CNIS, cluster),
    ...taintProblems(cluster),
    ...joinProblems(cluster),
    ...evenWarning(cluster),
  ];
}

const TAINT = /^([A-Za-z0-9._/-]+)(?:=([A-Za-z0-9._-]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** `dedicated=edge:NoSchedule`; `undefined`: it is none. */
export function taintIn(text: string): Taint | undefined {
  const [, key, value, effect] = TAINT.exec(text) ?? [];
  if (key === undefined || effect === undefined) return undefined;
  return { key, ...(value === undefined ? {} : { value }), effect };
}

/** Its token says nothing of who is right to ask, and does not open the keys that control planes share. */
function joinProblems({ join, role }: ClusterSpec): readonly Problem[] {
  if (join === undefined) return [];
  const lacking = (field: string, message: string): Problem => ({
    severity: "error",
    path: `spec.cluster.join.${field}`,
    message,
    hint: "It is part of the line that kubeadm or bringup prints on a member.",
  });
  return [
    ...(join.pin === undefined
      ? [lacking("pin", "is missing: without it anybody could answer in place of the cluster")]
      : []),
    ...(role !== "worker" && join.certificateKey === undefined
      ? [lacking("certificateKey", "is missing: a control plane gets the shared keys with it")]
      : []),
  ];
}

/** kubeadm takes them apart, where others hand the text on. */
function taintProblems({ taints = [] }: ClusterSpec): readonly Problem[] {
  return taints.flatMap((text, index): readonly Problem[] => {
    if (taintIn(text) !== undefined) return [];
    return [
      {
        severity: "error",
        path: `spec.cluster.taints[${index}]`,
        message: `${text} is no taint`,
        hint: "Write it as KEY=VALUE:EFFECT, with NoSchedule, PreferNoSchedule or NoExecute.",
      },
    ];
  });
}
