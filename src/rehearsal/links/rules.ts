/** Settings of one link, from a file of systemd.network(5). */
export interface LinkRule {
  readonly path: string;
  readonly names: readonly string[];
  readonly mac?: string;
  readonly mtu?: number;
  readonly dhcp: { readonly ipv4: boolean; readonly ipv6: boolean };
  readonly takesRouters: boolean;
  readonly hasLinkLocal: boolean;
  readonly addresses: readonly string[];
  readonly routes: readonly {
    readonly to: string;
    readonly via: string;
    readonly metric?: number;
  }[];
  /** Whether name servers of a lease are used. */
  readonly usesGivenDns: boolean;
  readonly dns: readonly string[];
  readonly search: readonly string[];
  readonly vlans: readonly string[];
  readonly bond?: string;
}

/** A device, from a file of systemd.netdev(5). */
export interface DeviceRule {
  readonly name: string;
  readonly mtu?: number;
  readonly vlanId?: number;
  readonly bond?: { readonly mode: string; readonly miimonMs: number };
}

/** Pure: what systemd-networkd would take from this file, as far as our own files use it. */
export function parseNetworkFile(path: string, text: string): LinkRule {
  const sections = sectionsOf(text);
  const all = (title: string, key: string) =>
    sections.filter((one) => one.title === title).flatMap(({ pairs }) => valuesOf(pairs, key));
  const last = (title: string, key: string) => all(title, key).at(-1);
  const words = (title: string, key: string) =>
    all(title, key).flatMap((value) => value.split(/\s+/).filter(Boolean));
  const dhcp = last("Network", "DHCP") ?? "no";
  const mac = last("Match", "MACAddress") ?? last("Match", "PermanentMACAddress");
  const bond = last("Network", "Bond");
  return {
    path,
    names: words("Match", "Name"),
    ...(mac === undefined ? {} : { mac: mac.toLowerCase() }),
    ...numberAs("mtu", last("Link", "MTUBytes")),
    dhcp: { ipv4: /^(yes|true|ipv4)$/.test(dhcp), ipv6: /^(yes|true|ipv6)$/.test(dhcp) },
    takesRouters: isYes(last("Network", "IPv6AcceptRA") ?? "yes"),
    hasLinkLocal: /^(yes|true|ipv6)$/.test(last("Network", "LinkLocalAddressing") ?? "ipv6"),
    addresses: all("Network", "Address"),
    routes: [
      ...all("Network", "Gateway").map((via) => ({ to: "default", via })),
      ...sections.filter(({ title }) => title === "Route").flatMap(({ pairs }) => routeOf(pairs)),
    ],
    usesGivenDns: !["DHCPv4", "DHCPv6", "IPv6AcceptRA"].some((title) =>
      all(title, "UseDNS").includes("no"),
    ),
    dns: words("Network", "DNS"),
    search: words("Network", "Domains"),
    vlans: words("Network", "VLAN"),
    ...(bond === undefined ? {} : { bond }),
  };
}

/** Pure; `undefined`: nothing that can be practised. */
export function parseDeviceFile(text: string): DeviceRule | undefined {
  const sections = sectionsOf(text);
  const last = (title: string, key: string) =>
    sections
      .filter((one) => one.title === title)
      .flatMap((one) => valuesOf(one.pairs, key))
      .at(-1);
  const name = last("NetDev", "Name");
  const kind = last("NetDev", "Kind");
  if (name === undefined) return undefined;
  const base = { name, ...numberAs("mtu", last("NetDev", "MTUBytes")) };
  if (kind === "vlan") return { ...base, vlanId: Number(last("VLAN", "Id")) };
  if (kind !== "bond") return undefined;
  const miimonMs = Number.parseInt(last("Bond", "MIIMonitorSec") ?? "0", 10);
  return { ...base, bond: { mode: last("Bond", "Mode") ?? "balance-rr", miimonMs } };
}

type Pair = readonly [key: string, value: string];

interface Section {
  readonly title: string;
  readonly pairs: Pair[];
}

/** Sections of one name stay apart: each `[Route]` is a route. */
function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, title] = /^\[(.+)\]\s*$/.exec(line) ?? [];
    const [, key, value] = /^([A-Za-z0-9]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (title !== undefined) sections.push({ title, pairs: [] });
    else if (key !== undefined) sections.at(-1)?.pairs.push([key, value ?? ""]);
  }
  return sections;
}

function valuesOf(pairs: readonly Pair[], wanted: string): readonly string[] {
  return pairs.filter(([key]) => key === wanted).map(([, value]) => value);
}

function routeOf(pairs: readonly Pair[]): LinkRule["routes"] {
  const [to] = valuesOf(pairs, "Destination");
  const [via] = valuesOf(pairs, "Gateway");
  if (via === undefined) return [];
  const isDefault = to === undefined || to.endsWith("/0");
  const metric = Number(valuesOf(pairs, "Metric")[0]);
  return [{ to: isDefault ? "default" : to, via, ...(metric > 0 ? { metric } : {}) }];
}

function isYes(value: string): boolean {
  return /^(yes|true|on|1)$/i.test(value);
}

function numberAs<K extends string>(name: K, text: string | undefined): { [P in K]?: number } {
  return text === undefined ? {} : ({ [name]: Number(text) } as { [P in K]?: number });
}
