import { type Driver, loadDriver } from "../distributions/index.ts";
import type { Candidate, Fact, HostView } from "../engine/index.ts";
import { ABSENT, known } from "../engine/index.ts";
import type { Inventory } from "../inventory/index.ts";
import {
  type ClusterMet,
  observeLayers,
  observeRecords,
  planProfile,
  readProfile,
  type SeenLayer,
} from "../profile/index.ts";
import type { ClusterSpec } from "../spec/index.ts";

export interface ProfileRequest {
  readonly host: HostView;
  readonly cluster: ClusterSpec;
  readonly inventory: Inventory;
  readonly signal: AbortSignal;
  /** Keyed digest of a stored secret. */
  secretDigest(name: string): string | undefined;
}

/** What the profile takes on top of the cluster, and after it: nobody waits for it to be formed. */
export async function withProfile(
  formed: Candidate,
  driver: Driver,
  { host, cluster, inventory, signal, secretDigest }: ProfileRequest,
): Promise<Candidate> {
  if (cluster.profile === undefined) return formed;
  const { path, variables = {} } = cluster.profile;
  const met = metBy(driver, cluster, inventory);
  const records =
    met.kubeconfig === undefined ? ABSENT : await observeRecords(host, met.kubeconfig, signal);
  const layers = planProfile({
    ...{ read: await readProfile(host, path), folder: path, given: variables },
    ...{ cluster: met, records, secretDigest },
  });
  return {
    steps: [...formed.steps, ...layers.steps],
    skipped: [...formed.skipped, ...layers.skipped],
    blocked: [...formed.blocked, ...layers.blocked],
  };
}

/** What of a profile is in the cluster of this host. Absent: no cluster yet, or none that can be asked here. */
export async function observeProfileLayers(
  host: HostView,
  cluster: ClusterSpec,
  signal: AbortSignal,
): Promise<Fact<readonly SeenLayer[]>> {
  const { hostChecks } = await loadDriver(cluster.distribution);
  const kubeconfig = hostChecks?.kubeconfig;
  if (cluster.role === "worker" || kubeconfig === undefined) return ABSENT;
  return observeLayers(host, kubeconfig, signal);
}

function metBy(driver: Driver, cluster: ClusterSpec, { os }: Inventory): ClusterMet {
  const kubeconfig = cluster.role === "worker" ? undefined : driver.hostChecks?.kubeconfig;
  const { cnis, defaults } = driver.capabilities;
  return {
    ...{ distribution: cluster.distribution, version: cluster.version },
    cni: cluster.cni ?? cnis[0] ?? "none",
    podCidr: cluster.podCidr ?? defaults.podCidr,
    os: os.is === "known" ? known({ id: os.value.id, version: os.value.version }) : os,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
  };
}
