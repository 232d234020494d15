import type { HostView } from "../../engine/index.ts";
import type { ClusterSnapshot } from "../driver.ts";
import { takenSnapshots } from "../shared/snapshot-set.ts";

/** Outside of what is removed with a cluster; images that are replaced keep it too. */
export const SNAPSHOTS = "/opt/bringup/snapshots";
export const DATABASE = "etcd.db";

/**
 * Below `PKI`: what no other control plane could make again. Without them what etcd holds opens nobody's
 * door, and its secrets stay sealed. distributions.md 8.4, escrow.
 */
export const ESCROW = [
  ...["ca.crt", "ca.key", "sa.key", "sa.pub", "front-proxy-ca.crt", "front-proxy-ca.key"],
  ...["etcd/ca.crt", "etcd/ca.key", "encryption.yaml"],
] as const;

export function snapshotFolder(cluster: string, name: string): string {
  return `${SNAPSHOTS}/${cluster}/${name}`;
}

/** Newest first. */
export async function snapshots(host: HostView): Promise<readonly ClusterSnapshot[]> {
  const taken = await takenSnapshots(host, { id: "kubeadm", root: SNAPSHOTS });
  return taken.map(({ view }) => view).toSorted((one, other) => other.takenMs - one.takenMs);
}
