import type { Argv } from "../../engine/index.ts";
import type { Gather } from "../../host/index.ts";
import type { Collector } from "../contract.ts";
import { command, folder, listing, program } from "./lines.ts";

const OBJECT_BYTES = 16 * 1024 ** 2;
/** Everything but Secrets: of those only names are asked for. */
const KINDS = [
  ...["nodes", "namespaces", "pods", "deployments", "daemonsets", "statefulsets", "replicasets"],
  ...["jobs", "cronjobs", "services", "endpointslices", "ingresses", "networkpolicies"],
  ...["persistentvolumes", "persistentvolumeclaims", "storageclasses", "configmaps", "leases"],
  ...["apiservices", "validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
  ...["certificatesigningrequests", "serviceaccounts", "events"],
] as const;

/**
 * What a cluster says of itself, asked with `kubectl` as its words. `into`: a folder of the bundle, one
 * for each way to ask.
 */
export function clusterCollectors(into: string, kubectl: Argv): readonly Collector[] {
  const ask = (name: string, title: string, ...words: readonly string[]) =>
    program(`${into}/${name}`, title, [...kubectl, "--request-timeout=8s", ...words], {
      timeoutMs: 12_000,
      maxBytes: OBJECT_BYTES,
    });
  return [
    ask("version", "Versions of the cluster", "version"),
    ask("ready", "What the API server says of itself", "get", "--raw", "/readyz?verbose"),
    ask("overview", "Pods", "get", "pods", "-A", "-o", "wide"),
    ask("secrets-names", "Names of the Secrets", "get", "secrets", "-A", "--no-headers"),
    ask("crds", "Kinds that were added", "get", "crds", "--no-headers"),
    ...KINDS.map((kind) => ask(kind, `Objects: ${kind}`, "get", kind, "-A", "-o", "yaml")),
  ];
}

const KUBECTL = ["/opt/spectrocloud/bin/kubectl", "/usr/local/bin/kubectl", "/usr/bin/kubectl"];
const KUBECONFIGS = ["/run/kubeconfig", "/etc/kubernetes/admin.conf"];
const HELM = ["/opt/spectrocloud/bin/helm", "/usr/local/bin/helm", "/usr/bin/helm"];

export const CONTAINERS: readonly Collector[] = [
  command("containers/pods", "Sandboxes of pods", "crictl pods"),
  command("containers/list", "Containers", "crictl ps -a"),
  command("containers/images", "Images", "crictl images"),
  command("containers/runtime", "Container runtime", "crictl info"),
  command("containers/usage", "What containers use", "crictl stats -a"),
  folder("/etc/containerd", "Settings of containerd"),
  listing("/etc/cni/net.d", "Networks of pods"),
  listing("/opt/cni/bin", "Programs of the pod network"),
  folder("/var/log/pods", "Logs of pods", {
    depth: 3,
    only: /\.log$/,
    maxBytes: 1024 ** 2,
    timeoutMs: 25_000,
  }),
  {
    id: "cluster",
    title: "Objects of the cluster",
    into: "cluster",
    timeoutMs: 45_000,
    what: { is: "each", find: askedAsUsual },
  },
];

/** With the kubeconfig where agents put it; nothing where there is none. */
async function askedAsUsual(gather: Gather): Promise<readonly Collector[]> {
  const kubeconfig = await firstOf(KUBECONFIGS, gather);
  if (kubeconfig === undefined) return [];
  const helm = await firstOf(HELM, gather);
  const list = [helm ?? "helm", "--kubeconfig", kubeconfig, "list", "-A"] as const;
  const kubectl = (await firstOf(KUBECTL, gather)) ?? "kubectl";
  return [
    ...clusterCollectors("cluster", [kubectl, "--kubeconfig", kubeconfig]),
    program("cluster/helm", "Releases of Helm", list, { timeoutMs: 12_000 }),
  ];
}

async function firstOf(paths: readonly string[], { files }: Gather): Promise<string | undefined> {
  for (const path of paths) if ((await files.stat(path)) !== undefined) return path;
  return undefined;
}
