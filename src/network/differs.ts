import type { SeenLink } from "./seen.ts";
import type { LinkWanted } from "./wanted.ts";

/**
 * Whether the kernel lacks something that is asked. More than is asked is no difference: a virtual
 * address of a cluster stands on the same link. A lease that did not come is none either, and
 * without a cable nothing can be in force.
 */
export function linkDiffers(wanted: LinkWanted, seen: SeenLink | undefined): boolean {
  if (seen === undefined || deviceDiffers(wanted, seen)) return true;
  if (wanted.master !== seen.master) return true;
  if (wanted.mtu !== undefined && wanted.mtu !== seen.mtu) return true;
  if (wanted.bond !== undefined && !isSameSet(wanted.bond.members, seen.bond?.members ?? [])) {
    return true;
  }
  const hasCable = seen.carrier.is !== "known" || seen.carrier.value;
  return hasCable && (lacksAddress(wanted, seen) || lacksRoute(wanted, seen));
}

/** What the kernel takes only when a device is made. */
export function deviceDiffers({ vlan, bond }: LinkWanted, seen: SeenLink): boolean {
  if (vlan !== undefined && (vlan.id !== seen.vlan?.id || vlan.parent !== seen.vlan.parent)) {
    return true;
  }
  if (bond === undefined) return false;
  return bond.mode !== seen.bond?.mode || bond.miimonMs !== seen.bond.miimonMs;
}

function lacksAddress({ ipv4, ipv6 }: LinkWanted, seen: SeenLink): boolean {
  const there = seen.addresses.map(({ cidr }) => cidr);
  return [...ipv4.addresses, ...ipv6.addresses].some((address) => !there.includes(address));
}

function lacksRoute({ ipv4, ipv6, routes }: LinkWanted, seen: SeenLink): boolean {
  const gateways = [ipv4.gateway, ipv6.gateway].flatMap((via) => via ?? []);
  const asked = [
    ...gateways.map((via) => ({ to: "default", via })),
    ...routes.map(({ to, via }) => ({ to: to.endsWith("/0") ? "default" : to, via })),
  ];
  return asked.some(
    ({ to, via }) => !seen.routes.some((route) => route.to === to && route.via === via),
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join(" ") === b.toSorted().join(" ");
}
