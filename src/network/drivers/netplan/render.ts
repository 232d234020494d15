import { Document } from "yaml";
import type { NetworkFile } from "../../change.ts";
import { EVERYWHERE, type LinkWanted } from "../../wanted.ts";

export const FOLDER = "/etc/netplan";
export const OWN_FILE = `${FOLDER}/90-bringup.yaml`;
const MARK = " Written by bringup; changes here are overwritten.";

/** Pure: one file for all links, as netplan 0.99 and later read it. No link, no file. */
export function renderNetplan(links: readonly LinkWanted[]): readonly NetworkFile[] {
  if (links.length === 0) return [];
  const named = (some: readonly LinkWanted[], of: (link: LinkWanted) => object) =>
    some.length === 0 ? undefined : Object.fromEntries(some.map((link) => [link.name, of(link)]));
  const network = {
    version: 2,
    ethernets: named(
      links.filter((link) => !link.vlan && !link.bond),
      ethernetOf,
    ),
    bonds: named(
      links.filter((link) => link.bond !== undefined),
      bondOf,
    ),
    vlans: named(
      links.filter((link) => link.vlan !== undefined),
      vlanOf,
    ),
  };
  const document = new Document(withoutGaps({ network }));
  document.commentBefore = MARK;
  const content = document.toString({ lineWidth: 0 });
  return [{ path: OWN_FILE, content, mode: 0o600 }];
}

function ethernetOf(link: LinkWanted): object {
  const { mac, name } = link;
  return { match: mac === undefined ? undefined : { macaddress: mac, name }, ...commonOf(link) };
}

function bondOf(link: LinkWanted): object {
  const { bond } = link;
  return {
    interfaces: bond?.members,
    parameters: { mode: bond?.mode, "mii-monitor-interval": bond?.miimonMs },
    ...commonOf(link),
  };
}

function vlanOf(link: LinkWanted): object {
  return { id: link.vlan?.id, link: link.vlan?.parent, ...commonOf(link) };
}

function commonOf(link: LinkWanted): object {
  const { ipv4, ipv6, dns, routes, mtu, isAwaited, master } = link;
  const optional = isAwaited ? undefined : true;
  if (master !== undefined) return { mtu, optional };
  const listens = ipv6.method === "slaac" || ipv6.method === "dhcp";
  const overrides = dns.servers.length === 0 ? undefined : { "use-dns": false };
  const addresses = [...ipv4.addresses, ...ipv6.addresses];
  const allRoutes = [
    ...gatewayRoute(ipv4.gateway, EVERYWHERE.ipv4),
    ...gatewayRoute(ipv6.gateway, EVERYWHERE.ipv6),
    ...routes.map(({ to, via, metric }) => ({ to, via, metric })),
  ];
  return {
    mtu,
    optional,
    dhcp4: ipv4.method === "dhcp",
    // The address a site has reserved hangs on the MAC, not on an identity made at installation.
    "dhcp-identifier": ipv4.method === "dhcp" ? "mac" : undefined,
    "dhcp4-overrides": ipv4.method === "dhcp" ? overrides : undefined,
    dhcp6: ipv6.method === "dhcp",
    "dhcp6-overrides": ipv6.method === "dhcp" ? overrides : undefined,
    "accept-ra": listens,
    "link-local": ipv6.method === "none" ? [] : ["ipv6"],
    addresses: addresses.length === 0 ? undefined : addresses,
    nameservers: nameserversOf(dns),
    routes: allRoutes.length === 0 ? undefined : allRoutes,
  };
}

function gatewayRoute(via: string | undefined, to: string): readonly object[] {
  return via === undefined ? [] : [{ to, via }];
}

function nameserversOf({ servers, search }: LinkWanted["dns"]): object | undefined {
  if (servers.length === 0 && search.length === 0) return undefined;
  return {
    addresses: servers.length === 0 ? undefined : servers,
    search: search.length === 0 ? undefined : search,
  };
}

/** YAML would write a gap as a key without value. */
function withoutGaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutGaps);
  if (value === null || typeof value !== "object") return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(given.map(([key, inner]) => [key, withoutGaps(inner)]));
}
