import {
  createMemoryStandIn,
  standInArtefacts,
} from "../../src/distributions/kubeadm/stand-in/index.ts";
import type { StandInSite } from "../../src/distributions/stand-in/site.ts";
import type { MemoryHost } from "../../src/host/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { documentWith } from "./edge-host.ts";
import { ARTEFACTS, type Bench, type BenchOptions, createBench, inArtefacts } from "./k3s-bench.ts";

const VERSION = "1.36.2";

export const CLUSTER: ClusterSpec = {
  name: "rack12",
  distribution: "kubeadm",
  version: VERSION,
  artefacts: ARTEFACTS,
  cni: "flannel",
};

export function documentOf(cluster: ClusterSpec = CLUSTER, spec?: Partial<EdgeHost["spec"]>) {
  return documentWith(cluster, spec);
}

export interface KubeadmBenchOptions extends BenchOptions {
  /** The other machines, and under which address this one is among them. */
  readonly at?: { readonly site: StandInSite; readonly address: string };
}

/** A bare host in memory with artefacts, and stand-ins for kubeadm, kubelet and containerd. */
export function createKubeadmBench(options: KubeadmBenchOptions = {}): Promise<Bench> {
  const { version = VERSION, at } = options;
  const artefacts = inArtefacts(standInArtefacts({ version, architecture: "amd64" }));
  const made = createMemoryStandIn({ version, ...(at === undefined ? {} : { site: at.site }) });
  if (at === undefined)
    return createBench({ document: documentOf(), ...options, standIn: { ...made, artefacts } });
  const attach = (host: MemoryHost) => made.attach(host, at.address);
  const standIn = { ...made, artefacts, attach };
  return createBench({ document: documentOf(), ...options, standIn });
}
