import { createHash } from "node:crypto";
import type { NetworkFile } from "../../change.ts";
import type { LinkWanted, RouteWanted } from "../../wanted.ts";

export const FOLDER = "/etc/NetworkManager/system-connections";
export const PREFIX = "bringup-";
const MARK = "# Written by bringup; changes here are overwritten.";

/** Pure: keyfiles, nm-settings-keyfile(5), as NetworkManager 1.30 and later read them. */
export function renderKeyfiles(links: readonly LinkWanted[]): readonly NetworkFile[] {
  return links.map((link) => ({
    path: `${FOLDER}/${PREFIX}${link.name}.nmconnection`,
    content: [MARK, ...sectionsOf(link).map(sectionText)].join("\n"),
    mode: 0o600,
  }));
}

export const connectionOf = (name: string): string => `${PREFIX}${name}`;

type Lines = readonly (readonly [key: string, value: string | number | undefined])[];
type Section = readonly [title: string, lines: Lines];

function sectionText([title, lines]: Section): string {
  const given = lines.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  return [`[${title}]`, ...given, ""].join("\n");
}

function sectionsOf(link: LinkWanted): readonly Section[] {
  const { mac, mtu, vlan, bond, master } = link;
  const sections: Section[] = [["connection", connectionLines(link)]];
  if (vlan !== undefined) {
    // 1: the header is reordered, as the kernel does unless told otherwise.
    sections.push([
      "vlan",
      [
        ["flags", 1],
        ["id", vlan.id],
        ["parent", vlan.parent],
      ],
    ]);
  }
  if (bond !== undefined) {
    sections.push([
      "bond",
      [
        ["miimon", bond.miimonMs],
        ["mode", bond.mode],
      ],
    ]);
  }
  if (mac !== undefined || mtu !== undefined) {
    sections.push([
      "ethernet",
      [
        ["mac-address", mac?.toUpperCase()],
        ["mtu", mtu],
      ],
    ]);
  }
  if (master !== undefined) return sections;
  return [...sections, ["ipv4", ipv4Lines(link)], ["ipv6", ipv6Lines(link)]];
}

function connectionLines({ name, vlan, bond, master }: LinkWanted): Lines {
  const plain = bond === undefined ? "ethernet" : "bond";
  return [
    ["id", connectionOf(name)],
    ["uuid", uuidOf(name)],
    ["type", vlan === undefined ? plain : "vlan"],
    ["interface-name", name],
    // Before profiles that somebody else left for the same link: the highest there is.
    ["autoconnect-priority", 999],
    ["autoconnect-slaves", bond === undefined ? undefined : 1],
    ["master", master],
    ["slave-type", master === undefined ? undefined : "bond"],
  ];
}

function ipv4Lines({ ipv4, dns, routes }: LinkWanted): Lines {
  const methods = { dhcp: "auto", static: "manual", none: "disabled" } as const;
  return [
    ["method", methods[ipv4.method]],
    ...addressLines(ipv4),
    // The address a site has reserved hangs on the MAC.
    ["dhcp-client-id", ipv4.method === "dhcp" ? "mac" : undefined],
    ...dnsLines(dns, "ipv4"),
    ...routeLines(routes, "ipv4"),
  ];
}

/** `dhcp` is `auto` as well: a lease brings no router, which only announcements name. */
function ipv6Lines({ ipv6, dns, routes }: LinkWanted): Lines {
  const methods = { slaac: "auto", dhcp: "auto", static: "manual", none: "disabled" } as const;
  return [
    ["method", methods[ipv6.method]],
    ...addressLines(ipv6),
    ...dnsLines(dns, "ipv6"),
    ...routeLines(routes, "ipv6"),
  ];
}

/** The gateway stands behind the first address. */
function addressLines(family: LinkWanted["ipv4"] | LinkWanted["ipv6"]): Lines {
  const { addresses, gateway } = family;
  return addresses.map((address, index) => [
    `address${index + 1}`,
    index === 0 && gateway !== undefined ? `${address},${gateway}` : address,
  ]);
}

/** Servers named in the document stand in place of those that come with a lease. */
function dnsLines({ servers, search }: LinkWanted["dns"], family: "ipv4" | "ipv6"): Lines {
  const own = servers.filter((server) => server.includes(":") === (family === "ipv6"));
  const searched = family === "ipv4" ? search : [];
  return [
    ["dns", own.length === 0 ? undefined : `${own.join(";")};`],
    ["dns-search", searched.length === 0 ? undefined : `${searched.join(";")};`],
    ["ignore-auto-dns", servers.length === 0 ? undefined : "true"],
  ];
}

function routeLines(routes: readonly RouteWanted[], family: "ipv4" | "ipv6"): Lines {
  return routes
    .filter((route) => route.family === family)
    .map(({ to, via, metric }, index) => [
      `route${index + 1}`,
      [to, via, ...(metric === undefined ? [] : [metric])].join(","),
    ]);
}

/** The same for the same link, so that writing the file again is no change. */
function uuidOf(name: string): string {
  const hex = createHash("sha256").update(`bringup link ${name}`).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return [a, b, c, d, e].join("-");
}
