import {
  createMemoryStandIn,
  standInArtefacts,
} from "../../src/distributions/kubeadm/stand-in/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { ARTEFACTS, type Bench, type BenchOptions, createBench } from "./k3s-bench.ts";

const VERSION = "1.36.2";

export const CLUSTER: ClusterSpec = {
  name: "rack12",
  distribution: "kubeadm",
  version: VERSION,
  artefacts: ARTEFACTS,
  cni: "flannel",
};

export function documentOf(
  cluster: ClusterSpec = CLUSTER,
  spec: Partial<EdgeHost["spec"]> = {},
): EdgeHost {
  return {
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { host: { hostname: "rack12-edge1" }, ...spec, cluster },
  };
}

/** A bare host in memory with artefacts, and stand-ins for kubeadm, kubelet and containerd. */
export function createKubeadmBench(options: BenchOptions = {}): Promise<Bench> {
  const { version = VERSION } = options;
  const contents = standInArtefacts({ version, architecture: "amd64" });
  const artefacts = Object.fromEntries(
    Object.entries(contents).map(([name, file]) => [`${ARTEFACTS}/${name}`, file]),
  );
  const standIn = { ...createMemoryStandIn({ version }), artefacts };
  return createBench({ document: documentOf(), ...options, standIn });
}
