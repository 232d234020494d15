import type { Blocked } from "../engine/index.ts";
import type { SeenLink } from "./seen.ts";
import type { LinkWanted } from "./wanted.ts";

/** Devices of clusters and containers: nobody reaches the host by them. */
const OF_CONTAINERS = /^(veth|cni|flannel|cali|tunl|vxlan|kube|cilium|lxc|docker|br-|virbr)/;

export const isOfContainers = (name: string): boolean => OF_CONTAINERS.test(name);

export interface WaysRequest {
  readonly links: readonly SeenLink[];
  readonly wanted: readonly LinkWanted[];
  /** Links of ours that are handed back or taken away. */
  readonly dropped: readonly string[];
  readonly management: string | undefined;
}

/** Pure: nobody is cut off by what was approved; the last way in stays, the named one too. */
export function waysInObstacles(request: WaysRequest): readonly Blocked[] {
  const { links, wanted, dropped, management } = request;
  const before = links.filter(isWayIn).map(({ name }) => name);
  const after = [
    ...before.filter((name) => keepsAddress(name, wanted) && !dropped.includes(name)),
    ...wanted.filter(hasAddress).map(({ name }) => name),
  ];
  const hint = "Give another link an address first, or keep one here.";
  if (management !== undefined && before.includes(management) && !after.includes(management)) {
    const message = `${management} is the management interface and would have no address`;
    return [{ code: "NETWORK_LAST_WAY_IN", message, hint }];
  }
  if (before.length === 0 || after.length > 0) return [];
  const names = before.join(" and ");
  const message = `nothing would be left to reach this host by: only ${names} has an address`;
  return [{ code: "NETWORK_LAST_WAY_IN", message, hint }];
}

function isWayIn({ name, addresses }: SeenLink): boolean {
  return !isOfContainers(name) && addresses.some(({ method }) => method !== "link-local");
}

function keepsAddress(name: string, wanted: readonly LinkWanted[]): boolean {
  const link = wanted.find((other) => other.name === name);
  return link === undefined || hasAddress(link);
}

function hasAddress({ ipv4, ipv6, master }: LinkWanted): boolean {
  return master === undefined && (ipv4.method !== "none" || ipv6.method !== "none");
}
