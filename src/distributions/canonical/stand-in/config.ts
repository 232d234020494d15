import { parse } from "yaml";
import { z } from "zod";

const onOff = z.looseObject({ enabled: z.boolean() });
const FEATURES = {
  ...{ network: onOff, dns: onOff, ingress: onOff, "load-balancer": onOff },
  ...{ "local-storage": onOff, gateway: onOff, "metrics-server": onOff },
};
const args = z.record(z.string(), z.string());

/** The keys that bringup writes, as strict as `k8s bootstrap` is with its own; canonical-dqlite.md 1.5. */
const bootstrapShape = z.strictObject({
  "cluster-config": z.strictObject(FEATURES),
  "control-plane-taints": z.array(z.string()),
  "pod-cidr": z.string(),
  "service-cidr": z.string(),
  "datastore-type": z.enum(["etcd", "k8s-dqlite"]),
  "extra-sans": z.array(z.string()).default([]),
  "extra-node-config-files": args.default({}),
  "extra-node-kube-apiserver-args": args.default({}),
  "extra-node-kube-controller-manager-args": args.default({}),
  "extra-node-kube-scheduler-args": args.default({}),
  "extra-node-kubelet-args": args.default({}),
});
export type BootstrapConfig = z.infer<typeof bootstrapShape>;

/** `undefined`: a key that is not known, or a value that is none. */
export function readBootstrap(text: string): BootstrapConfig | undefined {
  try {
    return bootstrapShape.safeParse(parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What k8sd keeps of the cluster in its Dqlite; here a file beside it. */
export const clusterState = z.object({
  simulated: z.literal(true),
  name: z.string(),
  ip: z.string(),
  /** Of its member in the membership store. */
  address: z.string(),
  datastore: z.string(),
  version: z.string(),
  features: z.record(z.string(), z.boolean()),
  role: z.enum(["control-plane", "worker"]),
  /** Control planes, the one that leads first. */
  members: z.array(z.object({ name: z.string(), ip: z.string() })),
});
export type ClusterState = z.infer<typeof clusterState>;

export function featuresIn(config: BootstrapConfig["cluster-config"]) {
  return Object.fromEntries(
    Object.entries(config).map(([name, { enabled }]): [string, boolean] => [name, enabled]),
  );
}

/** Of a node that joins, as strict; a worker takes less. */
const joinShape = z.strictObject({
  "extra-sans": z.array(z.string()).default([]),
  "extra-node-config-files": args.default({}),
  "extra-node-kube-apiserver-args": args.default({}),
  "extra-node-kube-controller-manager-args": args.default({}),
  "extra-node-kube-scheduler-args": args.default({}),
  "extra-node-kubelet-args": args.default({}),
});
const workerShape = joinShape.pick({
  "extra-node-config-files": true,
  "extra-node-kubelet-args": true,
});

export function readJoin(text: string, role: ClusterState["role"]) {
  try {
    return (role === "worker" ? workerShape : joinShape).safeParse(parse(text)).data;
  } catch {
    return undefined;
  }
}
