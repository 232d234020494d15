import { addressAt, parseNetwork } from "../../addresses/index.ts";
import type { Skipped } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";

/** Networks and domain where nothing is asked, as K3s and RKE2 take them. */
export const DEFAULTS = {
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  domain: "cluster.local",
} as const;

/** Services have their DNS at the tenth address of their network. */
export function dnsAddress(cidr: string): string {
  const network = parseNetwork(cidr);
  if (network === undefined) throw new BringupError("BUG", `not a network: ${cidr}`);
  return addressAt(network, 10);
}

/** Pure. Said, where no network comes with the distribution. */
export function withoutNetwork(cni: string | undefined): readonly Skipped[] {
  if (cni !== "none") return [];
  return [
    {
      title: "Wait for the node to be Ready",
      reason: "cni is none: the node waits until somebody applies a network",
    },
  ];
}
