import { normalText, parseAddress } from "../addresses/index.ts";
import type { EdgeHostSpec } from "../spec/index.ts";

export type NetworkSpec = NonNullable<EdgeHostSpec["network"]>;
export type InterfaceSpec = NonNullable<NetworkSpec["interfaces"]>[number];

/**
 * One link as a driver writes it: nothing left open, addresses in their one spelling. A family that
 * the document does not mention is off in IPv4; in IPv6 a link with IPv4 listens to its routers, as
 * the kernel does by itself.
 */
export interface LinkWanted {
  readonly name: string;
  readonly mac?: string;
  readonly mtu?: number;
  readonly ipv4: FamilyWanted<"dhcp" | "static" | "none">;
  readonly ipv6: FamilyWanted<"slaac" | "dhcp" | "static" | "none">;
  readonly dns: { readonly servers: readonly string[]; readonly search: readonly string[] };
  readonly routes: readonly RouteWanted[];
  readonly vlan?: { readonly parent: string; readonly id: number };
  readonly bond?: {
    readonly members: readonly string[];
    readonly mode: string;
    readonly miimonMs: number;
  };
  /** The bond that has it. */
  readonly master?: string;
  /** VLANs that stand on it. */
  readonly vlans: readonly string[];
  readonly adopt: boolean;
  /** Whether a start of the machine waits for it. */
  readonly isAwaited: boolean;
}

export interface FamilyWanted<Method extends string> {
  readonly method: Method;
  readonly addresses: readonly string[];
  readonly gateway?: string;
}

export interface RouteWanted {
  readonly family: "ipv4" | "ipv6";
  /** A network; of all addresses for the default. */
  readonly to: string;
  readonly via: string;
  readonly metric?: number;
}

/** What the kernel's documentation advises for all modes (bonding.rst, miimon). */
const MIIMON_MS = 100;

/** Pure. Ports and bonds before what stands on them; members of a bond need not be listed. */
export function wantedLinks({ interfaces = [], management }: NetworkSpec): readonly LinkWanted[] {
  const listed = new Set(interfaces.map(({ name }) => name));
  const members = interfaces.flatMap(({ bond, adopt }) =>
    (bond?.members ?? [])
      .filter((name) => !listed.has(name))
      .map((name): InterfaceSpec => ({ name, ...(adopt === undefined ? {} : { adopt }) })),
  );
  const all = [...members, ...interfaces];
  return all
    .map((one) => linkWanted(one, { all, management }))
    .toSorted((a, b) => heightOf(a, all) - heightOf(b, all));
}

/** VLANs stand on bonds, bonds on ports, VLANs on VLANs. */
function heightOf(link: LinkWanted, all: readonly InterfaceSpec[]): number {
  if (link.vlan === undefined) return link.bond === undefined ? 0 : 1;
  let height = 2;
  let parent = all.find(({ name }) => name === link.vlan?.parent);
  while (parent?.vlan !== undefined && height < all.length + 2) {
    height += 1;
    const below = parent.vlan.parent;
    parent = all.find(({ name }) => name === below);
  }
  return height;
}

interface Around {
  readonly all: readonly InterfaceSpec[];
  readonly management: string | undefined;
}

function linkWanted(one: InterfaceSpec, { all, management }: Around): LinkWanted {
  const { name, mac, mtu, ipv4, ipv6, dns, routes = [], vlan, bond } = one;
  const master = all.find((other) => other.bond?.members.includes(name) === true);
  const usualSix = ipv4 === undefined || ipv4.method === "none" ? "none" : "slaac";
  return {
    name,
    ...(mac === undefined ? {} : { mac: mac.toLowerCase() }),
    ...(mtu === undefined ? {} : { mtu }),
    ipv4: familyWanted(ipv4 ?? { method: "none" }),
    ipv6: familyWanted(ipv6 ?? { method: usualSix }),
    dns: {
      servers: (dns?.servers ?? []).map(normalText),
      search: dns?.search ?? [],
    },
    routes: routes.map(({ to, via, metric }) => ({
      family: kindOf(via),
      to: to === "default" ? EVERYWHERE[kindOf(via)] : normalText(to),
      via: normalText(via),
      ...(metric === undefined ? {} : { metric }),
    })),
    ...(vlan === undefined ? {} : { vlan }),
    ...(bond === undefined ? {} : { bond: { ...bond, miimonMs: bond.miimonMs ?? MIIMON_MS } }),
    ...(master === undefined ? {} : { master: master.name }),
    vlans: all.filter((other) => other.vlan?.parent === name).map((other) => other.name),
    adopt: one.adopt === true || master?.adopt === true,
    isAwaited: management === undefined ? hasAddresses(one) : management === name,
  };
}

/** The default route as a network: the spelling every version of every program reads. */
export const EVERYWHERE = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;

const kindOf = (address: string) => parseAddress(address)?.kind() ?? "ipv4";

function hasAddresses({ ipv4, ipv6 }: InterfaceSpec): boolean {
  return [ipv4, ipv6].some((family) => family !== undefined && family.method !== "none");
}

function familyWanted<Method extends string>(family: {
  readonly method: Method;
  readonly addresses?: readonly string[] | undefined;
  readonly gateway?: string | undefined;
}): FamilyWanted<Method> {
  return {
    method: family.method,
    addresses: (family.addresses ?? []).map(normalText),
    ...(family.gateway === undefined ? {} : { gateway: normalText(family.gateway) }),
  };
}
