/** Kinds of Kubernetes itself that layers usually wait for, and where they are served. */
const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  DaemonSet: "apps/v1",
  StatefulSet: "apps/v1",
  Job: "batch/v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  APIService: "apiregistration.k8s.io/v1",
  StorageClass: "storage.k8s.io/v1",
  CSIDriver: "storage.k8s.io/v1",
  ConfigMap: "v1",
  Secret: "v1",
  Service: "v1",
  Namespace: "v1",
  Node: "v1",
  Pod: "v1",
  PersistentVolumeClaim: "v1",
};

/** What a layer waits for when it does not say: workloads, and definitions that others build on. */
export const WAITED_FOR: ReadonlySet<string> = new Set([
  ...["Deployment", "DaemonSet", "StatefulSet", "Job", "CustomResourceDefinition"],
]);

export function apiVersionOf(rule: {
  readonly kind: string;
  readonly apiVersion?: string | undefined;
}): string | undefined {
  return rule.apiVersion ?? API_VERSIONS[rule.kind];
}
