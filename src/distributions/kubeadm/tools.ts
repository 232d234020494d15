import { knownValue } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Artefact, PlanRequest } from "../driver.ts";
import { nativeOf } from "./native.ts";

/** What is published apart from Kubernetes, with its version in its name; any other is named in `native`. */
export const TOOLS = { containerd: "2.1.9", crictl: "1.36.0", cniPlugins: "1.8.0" } as const;

/** Names of the files of a release, dl.k8s.io and the releases of each project. */
export interface ToolNames {
  readonly kubeadm: string;
  readonly kubelet: string;
  readonly kubectl: string;
  readonly crictl: string;
  readonly cniPlugins: string;
  /** Absent: that of the host is used. */
  readonly containerd?: string;
  readonly runc?: string;
  /** Brought along: what `ctr images export` or `docker save` made of the images of the release. */
  readonly images: string;
  /** Of the network; absent: none is brought. */
  readonly manifest?: string;
}

export function namesOf(cluster: ClusterSpec, architecture: string): ToolNames {
  const native = nativeOf(cluster);
  const { crictlVersion = TOOLS.crictl, cniPluginsVersion = TOOLS.cniPlugins } = native;
  const { containerdVersion = TOOLS.containerd } = native;
  return {
    ...{ kubeadm: "kubeadm", kubelet: "kubelet", kubectl: "kubectl" },
    crictl: `crictl-v${crictlVersion}-linux-${architecture}.tar.gz`,
    cniPlugins: `cni-plugins-linux-${architecture}-v${cniPluginsVersion}.tgz`,
    ...(native.containerd !== "host" && {
      containerd: `containerd-${containerdVersion}-linux-${architecture}.tar.gz`,
      runc: `runc.${architecture}`,
    }),
    images: `kubernetes-images-${architecture}.tar`,
    ...(cluster.cni !== "none" && { manifest: `${cluster.cni ?? "flannel"}.yaml` }),
  };
}

export function artefactNames(cluster: ClusterSpec, architecture: string): readonly string[] {
  return Object.values(namesOf(cluster, architecture));
}

/** The files a node is made from; absent ones only where the cluster is formed already. */
export type FoundTools = Readonly<Partial<Record<keyof ToolNames, Artefact>>>;

export function toolsIn({ cluster, facts }: PlanRequest): FoundTools {
  if (facts.artefactProblems.length > 0) return {};
  const found = knownValue(facts.artefacts) ?? [];
  const names = Object.entries(namesOf(cluster, facts.architecture));
  return Object.fromEntries(
    names.flatMap(([tool, name]) => {
      const artefact = found.find((one) => one.name === name);
      return artefact === undefined ? [] : [[tool, artefact]];
    }),
  );
}
