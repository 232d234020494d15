import { z } from "zod";
import { BringupError } from "../../errors/index.ts";
import type { ClusterSpec, Issue } from "../../spec/index.ts";
import { nearest } from "../../text/index.ts";

const nameOrAddress = z
  .string()
  .regex(/^[A-Za-z0-9.:-]{1,253}$/, { error: "must be an address or a DNS name" });
const argument = z.string().regex(/^[a-z][a-z0-9-]*(=.*)?$/, {
  error: "must be NAME=VALUE, as the program takes it, without --",
});

/** `cluster.native` as K3s understands it. */
export const nativeSchema = z.strictObject({
  /** `sqlite`: one server for ever. `etcd`: servers may be added later. */
  datastore: z.enum(["sqlite", "etcd"]).optional(),
  /** More names and addresses the API server's certificate is valid for. */
  tlsSans: z.array(nameOrAddress).max(64).optional(),
  kubeletArgs: z.array(argument).max(64).optional(),
  kubeApiserverArgs: z.array(argument).max(64).optional(),
  /** Octal, for example "0640"; everything but 0600 lets others use the cluster's keys. */
  writeKubeconfigMode: z
    .string()
    .regex(/^0[0-7]{3}$/, { error: 'must be an octal mode in quotes, for example "0600"' })
    .optional(),
  /** etcd only: cron expression and number of snapshots kept on this host. */
  snapshotSchedule: z.string().min(5).max(64).optional(),
  snapshotRetention: z.int().min(1).max(999).optional(),
});

export type K3sNative = z.infer<typeof nativeSchema>;

/** @throws BUG for a section that was never validated. */
export function nativeOf(cluster: ClusterSpec): K3sNative {
  const parsed = nativeSchema.safeParse(cluster.native ?? {});
  if (parsed.success) return parsed.data;
  throw new BringupError("BUG", "cluster.native was not validated before it was used");
}

type Problem = Omit<Issue, "line" | "column">;

/** What the neutral schema cannot know. Paths are dotted from the root of the document. */
export function validateCluster(cluster: ClusterSpec): readonly Problem[] {
  return [...nativeProblems(cluster), ...familyProblems(cluster), ...warnings(cluster)];
}

/** The CNI manifests are fitted to IPv4 networks only; half of a cluster would be worse than none. */
function familyProblems(cluster: ClusterSpec): readonly Problem[] {
  const fields = ["nodeIp", "podCidr", "serviceCidr"] as const;
  return fields
    .filter((field) => cluster[field]?.includes(":"))
    .map((field) => ({
      severity: "error",
      path: `spec.cluster.${field}`,
      message: `${cluster[field]} is IPv6, and clusters are formed over IPv4 only so far`,
      hint: "Use an IPv4 network here; the host itself may have IPv6 addresses.",
    }));
}

function nativeProblems(cluster: ClusterSpec): readonly Problem[] {
  const parsed = nativeSchema.safeParse(cluster.native ?? {});
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue): readonly Problem[] => {
    const path = dotted(issue.path);
    if (issue.code !== "unrecognized_keys")
      return [{ severity: "error", path, message: issue.message, hint: "Correct this value." }];
    return issue.keys.map((key) => {
      const guess = nearest(key, Object.keys(nativeSchema.shape));
      const hint = guess === undefined ? "Remove it." : `Did you mean ${guess}?`;
      return { severity: "error", path: `${path}.${key}`, message: `unknown field ${key}`, hint };
    });
  });
}

function warnings(cluster: ClusterSpec): readonly Problem[] {
  const native = nativeSchema.safeParse(cluster.native ?? {}).data ?? {};
  const found: Problem[] = [];
  if (cluster.vip !== undefined)
    found.push({
      severity: "warning",
      path: "spec.cluster.vip",
      message: "the address goes into the certificate, but one node does not announce it",
      hint: "Leave it out, or keep it for the day more servers join.",
    });
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
  if (native.writeKubeconfigMode !== undefined && native.writeKubeconfigMode !== "0600")
    found.push({
      severity: "warning",
      path: "spec.cluster.native.writeKubeconfigMode",
      message: `mode ${native.writeKubeconfigMode} lets others read the administrator's key`,
      hint: 'Use "0600".',
    });
  return found;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${String(key)}`),
    "spec.cluster.native",
  );
}
