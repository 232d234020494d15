import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";

/** The document of one host with a name and a cluster, and what else it asks for. */
export function documentWith(cluster: ClusterSpec, spec: Partial<EdgeHost["spec"]> = {}): EdgeHost {
  return {
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { host: { hostname: "rack12-edge1" }, ...spec, cluster },
  };
}
