import type { NetworkFile } from "../../change.ts";
import type { FamilyWanted, LinkWanted } from "../../wanted.ts";

export const FOLDER = "/etc/systemd/network";
/** Sorts before what netplan (10-netplan-) and distributions write; the first match wins. */
export const PREFIX = "10-bringup-";
const MARK = "# Written by bringup; changes here are overwritten.";

/** Pure: systemd.network(5) and systemd.netdev(5), as systemd 247 and later read them. */
export function renderNetworkd(links: readonly LinkWanted[]): readonly NetworkFile[] {
  return links.flatMap((link) => {
    const device = netdev(link);
    const network = file(`${link.name}.network`, networkSections(link));
    return device === undefined ? [network] : [device, network];
  });
}

type Section = readonly [title: string, ...lines: readonly (string | undefined)[]];

function file(name: string, sections: readonly Section[]): NetworkFile {
  const blocks = sections
    .map(([title, ...lines]) => [`[${title}]`, ...lines.filter((line) => line !== undefined)])
    .filter((block) => block.length > 1);
  const content = [MARK, ...blocks.flatMap((block) => ["", ...block]), ""].join("\n");
  return {
    path: `${FOLDER}/${PREFIX}${name}`,
    content: content.replace("\n\n", "\n"),
    mode: 0o644,
  };
}

function netdev({ name, mtu, vlan, bond }: LinkWanted): NetworkFile | undefined {
  const kind = vlan === undefined ? "bond" : "vlan";
  const base: Section = ["NetDev", `Name=${name}`, `Kind=${kind}`, given("MTUBytes", mtu)];
  if (vlan !== undefined) return file(`${name}.netdev`, [base, ["VLAN", `Id=${vlan.id}`]]);
  if (bond === undefined) return undefined;
  const { mode, miimonMs } = bond;
  return file(`${name}.netdev`, [base, ["Bond", `Mode=${mode}`, `MIIMonitorSec=${miimonMs}ms`]]);
}

function networkSections(link: LinkWanted): readonly Section[] {
  const { name, mac, mtu, isAwaited, master } = link;
  // Members of a bond all show the address of the bond.
  const address = master === undefined ? "MACAddress" : "PermanentMACAddress";
  const match: Section = ["Match", `Name=${name}`, given(address, mac)];
  const own: Section = [
    "Link",
    given("MTUBytes", mtu),
    isAwaited ? undefined : "RequiredForOnline=no",
  ];
  if (master !== undefined) return [match, own, ["Network", `Bond=${master}`]];
  return [match, own, networkSection(link), ...leaseSections(link), ...routeSections(link)];
}

function networkSection({ ipv4, ipv6, dns, vlans }: LinkWanted): Section {
  const addresses = [...ipv4.addresses, ...ipv6.addresses];
  return [
    "Network",
    `DHCP=${dhcpOf(ipv4, ipv6)}`,
    `LinkLocalAddressing=${ipv6.method === "none" ? "no" : "ipv6"}`,
    `IPv6AcceptRA=${ipv6.method === "slaac" || ipv6.method === "dhcp" ? "yes" : "no"}`,
    ...addresses.map((address) => `Address=${address}`),
    given("Gateway", ipv4.gateway),
    given("Gateway", ipv6.gateway),
    ...dns.servers.map((server) => `DNS=${server}`),
    dns.search.length === 0 ? undefined : `Domains=${dns.search.join(" ")}`,
    ...vlans.map((vlan) => `VLAN=${vlan}`),
  ];
}

function dhcpOf(ipv4: FamilyWanted<string>, ipv6: FamilyWanted<string>): string {
  const four = ipv4.method === "dhcp";
  const six = ipv6.method === "dhcp";
  if (four && six) return "yes";
  if (four) return "ipv4";
  return six ? "ipv6" : "no";
}

/** Servers named in the document stand in place of those that come with a lease. */
function leaseSections({ ipv4, ipv6, dns, mtu }: LinkWanted): readonly Section[] {
  const useDns = dns.servers.length === 0 ? undefined : "UseDNS=no";
  const sections: Section[] = [];
  if (ipv4.method === "dhcp") {
    // The address a site has reserved hangs on the MAC, not on an identity made at installation.
    const useMtu = mtu === undefined ? "UseMTU=yes" : "UseMTU=no";
    sections.push(["DHCPv4", "ClientIdentifier=mac", useMtu, useDns]);
  }
  if (ipv6.method === "dhcp") sections.push(["DHCPv6", useDns]);
  if (ipv6.method === "slaac") sections.push(["IPv6AcceptRA", useDns]);
  if (ipv6.method === "dhcp") {
    sections.push(["IPv6AcceptRA", "DHCPv6Client=always", useDns]);
  }
  return sections;
}

function routeSections({ routes }: LinkWanted): readonly Section[] {
  return routes.map(({ to, via, metric }) => [
    "Route",
    `Destination=${to}`,
    `Gateway=${via}`,
    given("Metric", metric),
  ]);
}

function given(name: string, value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : `${name}=${value}`;
}
