import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** The part of what kubeadm is told that the stand-in acts on. */
export interface KubeadmConfig {
  readonly nodeName: string;
  readonly nodeIp: string;
  /** With `v`. */
  readonly version: string;
  readonly clusterName: string;
  /** `HOST:PORT` */
  readonly endpoint: string | undefined;
  readonly serviceCidr: string;
  readonly sans: readonly string[];
  /** `NAME=VALUE` each. */
  readonly apiserverArgs: readonly string[];
  readonly kubeletArgs: readonly string[];
  readonly hasAuditPolicy: boolean;
  /** As the third document has it. */
  readonly kubelet: Readonly<Record<string, unknown>>;
}

/** A map up to v1beta3, a list since v1beta4. */
export const args = z
  .union([
    z.record(z.string(), z.string()),
    z.array(z.object({ name: z.string(), value: z.string() })),
  ])
  .default([])
  .transform((given) =>
    Array.isArray(given)
      ? given.map(({ name, value }) => `${name}=${value}`)
      : Object.entries(given).map(([name, value]) => `${name}=${value}`),
  );

const init = z.object({
  localAPIEndpoint: z.object({ advertiseAddress: z.string() }),
  nodeRegistration: z.object({ name: z.string(), kubeletExtraArgs: args }),
});
const cluster = z.object({
  kubernetesVersion: z.string(),
  clusterName: z.string(),
  controlPlaneEndpoint: z.string().optional(),
  networking: z.object({ serviceSubnet: z.string() }),
  apiServer: z.object({ certSANs: z.array(z.string()).default([]), extraArgs: args }),
});

/** Pure. `undefined`: kubeadm would refuse it. */
export function readConfig(text: string): KubeadmConfig | undefined {
  const documents = parseAllDocuments(text).map((one): unknown => one.toJSON());
  const kinds = new Map(
    documents.map((one) => [z.looseObject({ kind: z.string() }).parse(one).kind, one]),
  );
  const node = init.safeParse(kinds.get("InitConfiguration"));
  const whole = cluster.safeParse(kinds.get("ClusterConfiguration"));
  if (!node.success || !whole.success) return undefined;
  const { apiServer, networking, kubernetesVersion, clusterName } = whole.data;
  return {
    nodeName: node.data.nodeRegistration.name,
    nodeIp: node.data.localAPIEndpoint.advertiseAddress,
    version: kubernetesVersion,
    clusterName,
    endpoint: whole.data.controlPlaneEndpoint,
    serviceCidr: networking.serviceSubnet,
    sans: apiServer.certSANs,
    apiserverArgs: apiServer.extraArgs,
    kubeletArgs: node.data.nodeRegistration.kubeletExtraArgs,
    hasAuditPolicy: text.includes("audit-policy-file"),
    kubelet: z.looseObject({}).parse(kinds.get("KubeletConfiguration") ?? {}),
  };
}
