import {
  createMemoryStandIn,
  standInArtefacts,
  standInHost,
} from "../../src/distributions/canonical/stand-in/index.ts";
import { known } from "../../src/engine/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { documentWith } from "./edge-host.ts";
import {
  ARTEFACTS,
  type Bench,
  type BenchOptions,
  createBench,
  INVENTORY,
  inArtefacts,
} from "./k3s-bench.ts";

const VERSION = "1.35.2";

export const CLUSTER: ClusterSpec = {
  name: "rack12",
  distribution: "canonical",
  version: VERSION,
  artefacts: ARTEFACTS,
};

export function documentOf(cluster: ClusterSpec = CLUSTER, spec?: Partial<EdgeHost["spec"]>) {
  return documentWith(cluster, spec);
}

/** It is for Ubuntu alone. */
export const UBUNTU = {
  ...INVENTORY,
  os: known({ id: "ubuntu", version: "24.04", prettyName: "Ubuntu 24.04", isKairos: false }),
};

/** A bare host in memory with snaps, and stand-ins for snapd, the program k8s and its services. */
export function createCanonicalBench(options: BenchOptions = {}): Promise<Bench> {
  const { version = options.document?.spec.cluster?.version ?? VERSION } = options;
  const artefacts = inArtefacts(standInArtefacts({ version, architecture: "amd64" }));
  const standIn = { ...createMemoryStandIn(), artefacts: { ...artefacts, ...standInHost() } };
  return createBench({ document: documentOf(), inventory: UBUNTU, ...options, standIn });
}
