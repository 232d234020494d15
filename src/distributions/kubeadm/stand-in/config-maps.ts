import { stringify } from "yaml";
import type { KubeadmConfig } from "./config.ts";

/** After configmaps.yaml, shortened. */
export function uploaded({ version, clusterName, endpoint, serviceCidr }: KubeadmConfig): string {
  return stringify({
    kind: "ClusterConfiguration",
    clusterName,
    controlPlaneEndpoint: endpoint,
    kubernetesVersion: version,
    networking: { serviceSubnet: serviceCidr },
  });
}

export function configMap(namespace: string, name: string, data: Readonly<Record<string, string>>) {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
  return [`/api/v1/namespaces/${namespace}/configmaps/${name}`, object] as const;
}
