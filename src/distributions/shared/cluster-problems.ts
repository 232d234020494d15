import { z } from "zod";
import { BringupError } from "../../errors/index.ts";
import type { ClusterSpec, Issue } from "../../spec/index.ts";
import { nearest } from "../../text/index.ts";

export type Problem = Omit<Issue, "line" | "column">;

export const nameOrAddress = z
  .string()
  .regex(/^[A-Za-z0-9.:-]{1,253}$/, { error: "must be an address or a DNS name" });
export const argument = z.string().regex(/^[a-z][a-z0-9-]*(=.*)?$/, {
  error: "must be NAME=VALUE, as the program takes it, without --",
});
export const octalMode = z
  .string()
  .regex(/^0[0-7]{3}$/, { error: 'must be an octal mode in quotes, for example "0600"' });

export const release = z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/, {
  error: "must be a version such as 2.1.9",
});

/** @throws BUG for a section that was never validated. */
export function nativeBy<S extends z.ZodType>(schema: S, cluster: ClusterSpec): z.infer<S> {
  const parsed = schema.safeParse(cluster.native ?? {});
  if (parsed.success) return parsed.data;
  throw new BringupError("BUG", "cluster.native was not validated before it was used");
}

/** Paths are dotted from the root of the document. */
export function nativeProblems(schema: z.ZodObject, cluster: ClusterSpec): readonly Problem[] {
  const parsed = schema.safeParse(cluster.native ?? {});
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue): readonly Problem[] => {
    const path = dotted(issue.path);
    if (issue.code !== "unrecognized_keys")
      return [{ severity: "error", path, message: issue.message, hint: "Correct this value." }];
    return issue.keys.map((key) => {
      const guess = nearest(key, Object.keys(schema.shape));
      const hint = guess === undefined ? "Remove it." : `Did you mean ${guess}?`;
      return { severity: "error", path: `${path}.${key}`, message: `unknown field ${key}`, hint };
    });
  });
}

/** The CNI manifests are fitted to IPv4 networks only; half of a cluster would be worse than none. */
export function familyProblems(cluster: ClusterSpec): readonly Problem[] {
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

/** A network that this distribution cannot bring. */
export function cniProblems(
  title: string,
  cnis: readonly string[],
  { cni }: ClusterSpec,
): readonly Problem[] {
  if (cni === undefined || cnis.includes(cni)) return [];
  return [
    {
      severity: "error",
      path: "spec.cluster.cni",
      message: `${title} is not set up with cni ${cni}`,
      hint: `Use one of: ${cnis.join(", ")}.`,
    },
  ];
}

export function kubeconfigModeWarning(mode: string | undefined): readonly Problem[] {
  if (mode === undefined || mode === "0600") return [];
  return [
    {
      severity: "warning",
      path: "spec.cluster.native.writeKubeconfigMode",
      message: `mode ${mode} lets others read the administrator's key`,
      hint: 'Use "0600".',
    },
  ];
}

function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${String(key)}`),
    "spec.cluster.native",
  );
}
