import { z } from "zod";
import type { ClusterMoment } from "./cluster-view.ts";

interface Resource {
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const namespaced = (plural: string, kind: string): Resource => ({ plural, kind, namespaced: true });
const clusterWide = (plural: string, kind: string): Resource => ({
  plural,
  kind,
  namespaced: false,
});

/** The part of the API that manifests of networks, storage and metrics use. */
const BUILT_IN: Readonly<Record<string, readonly Resource[]>> = {
  "/api/v1": [
    clusterWide("namespaces", "Namespace"),
    clusterWide("nodes", "Node"),
    namespaced("pods", "Pod"),
    namespaced("configmaps", "ConfigMap"),
    namespaced("secrets", "Secret"),
    namespaced("services", "Service"),
    namespaced("serviceaccounts", "ServiceAccount"),
  ],
  "/apis/apps/v1": [
    namespaced("daemonsets", "DaemonSet"),
    namespaced("deployments", "Deployment"),
    namespaced("statefulsets", "StatefulSet"),
  ],
  "/apis/batch/v1": [namespaced("jobs", "Job"), namespaced("cronjobs", "CronJob")],
  "/apis/storage.k8s.io/v1": [
    clusterWide("storageclasses", "StorageClass"),
    clusterWide("csidrivers", "CSIDriver"),
  ],
  "/apis/apiregistration.k8s.io/v1": [clusterWide("apiservices", "APIService")],
  "/apis/coordination.k8s.io/v1": [namespaced("leases", "Lease")],
  "/apis/rbac.authorization.k8s.io/v1": [
    clusterWide("clusterroles", "ClusterRole"),
    clusterWide("clusterrolebindings", "ClusterRoleBinding"),
    namespaced("roles", "Role"),
    namespaced("rolebindings", "RoleBinding"),
  ],
  "/apis/policy/v1": [namespaced("poddisruptionbudgets", "PodDisruptionBudget")],
  "/apis/networking.k8s.io/v1": [namespaced("networkpolicies", "NetworkPolicy")],
  "/apis/scheduling.k8s.io/v1": [clusterWide("priorityclasses", "PriorityClass")],
  "/apis/apiextensions.k8s.io/v1": [
    clusterWide("customresourcedefinitions", "CustomResourceDefinition"),
  ],
};

const definition = z.object({
  spec: z.object({
    group: z.string(),
    scope: z.string(),
    names: z.object({ plural: z.string(), kind: z.string() }),
    versions: z.array(z.object({ name: z.string(), served: z.boolean().default(true) })),
  }),
});

/** An applied definition is served a moment later, at pace 1. */
const SETTLES_MS = 500;

/** The answer to a question for a group, `undefined` when the path is none. */
export function resourcesOf(moment: ClusterMoment, path: string): object | undefined {
  const resources = groupsOf(moment).get(path);
  if (resources === undefined) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: path.replace(/^\/apis?\//, ""),
    resources: resources.map(({ plural, kind, namespaced: scoped }) => ({
      name: plural,
      kind,
      namespaced: scoped,
    })),
  };
}

export interface ResourcePath {
  readonly kind: string;
  readonly plural: string;
  readonly namespace?: string;
  /** Absent: the path is that of a list. */
  readonly name?: string;
}

/** What a path names, when the API knows its resource. */
export function resourceAt(moment: ClusterMoment, path: string): ResourcePath | undefined {
  const [, group, namespace, plural, name] =
    /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(
      path,
    ) ?? [];
  const resource = groupsOf(moment)
    .get(group ?? "")
    ?.find((found) => found.plural === plural);
  if (resource === undefined || plural === undefined) return undefined;
  return {
    kind: resource.kind,
    plural,
    ...(namespace === undefined ? {} : { namespace: decodeURIComponent(namespace) }),
    ...(name === undefined ? {} : { name: decodeURIComponent(name) }),
  };
}

function groupsOf(moment: ClusterMoment): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map(Object.entries(BUILT_IN));
  const folder = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  for (const { object, appliedMs } of moment.store.under(folder)) {
    const parsed = definition.safeParse(object);
    if (!parsed.success || moment.nowMs - appliedMs < SETTLES_MS * moment.pace) continue;
    const { group, scope, names, versions } = parsed.data.spec;
    const resource = { ...names, namespaced: scope === "Namespaced" };
    for (const { name } of versions.filter(({ served }) => served)) {
      const path = `/apis/${group}/${name}`;
      groups.set(path, [...(groups.get(path) ?? []), resource]);
    }
  }
  return groups;
}
