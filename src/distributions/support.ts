import type { Gather } from "../host/index.ts";
import type { Collector } from "../support/index.ts";
import { OBSERVED } from "./registry.ts";

/** What each has to say in a support bundle; read only where it left traces. */
const CONTRIBUTED: Readonly<Record<string, () => Promise<readonly Collector[]>>> = {
  k3s: async () => (await import("./k3s/support.ts")).support,
  kubeadm: async () => (await import("./kubeadm/support.ts")).support,
  rke2: async () => (await import("./rke2/support.ts")).support,
  canonical: async () => (await import("./canonical/support.ts")).support,
};

/** Collectors of the distributions that left traces on this host. */
export async function supportCollectors({ files }: Gather): Promise<readonly Collector[]> {
  const found: Collector[] = [];
  for (const { id, traces } of OBSERVED) {
    const looks = traces.map((path) => files.stat(path).catch(() => undefined));
    const isThere = (await Promise.all(looks)).some((stat) => stat !== undefined);
    if (isThere) found.push(...((await CONTRIBUTED[id]?.()) ?? []));
  }
  return found;
}
