// Over 100 lines: what a kernel and systemd-networkd make of the files, in one place.
import {
  contains,
  networkText,
  normalText,
  parseAddress,
  parseNetwork,
} from "../../addresses/index.ts";
import { known } from "../../engine/index.ts";
import type { SeenLink } from "../../network/index.ts";
import { isPort, PRACTICE, type PracticeLink, type PracticeNetwork } from "./practice-link.ts";
import type { DeviceRule, LinkRule } from "./rules.ts";

export interface Configuring {
  readonly network: PracticeNetwork;
  /** In the order in which the first that matches wins. */
  readonly rules: readonly LinkRule[];
  readonly devices: readonly DeviceRule[];
  /** What the kernel has now: devices stay in it until somebody deletes them. */
  readonly before: readonly PracticeLink[];
}

type Address = SeenLink["addresses"][number];
type Route = SeenLink["routes"][number];

/** Pure: every link as it is once systemd-networkd has read these files (`networkctl reload`). */
export function configure({ network, rules, devices, before }: Configuring) {
  const ruleOf = (link: Pick<SeenLink, "name" | "mac">) =>
    rules.find(
      ({ names, mac }) =>
        names.includes(link.name) && (mac === undefined || mac === link.mac.toLowerCase()),
    );
  const base: SeenLink[] = network.links.map((link) => bare(link, ruleOf(link)));
  for (const device of devices.filter(({ bond }) => bond !== undefined)) {
    if (!isIn(base, device.name)) base.push(bondOf(device, base));
  }
  // A VLAN may stand on another one, which then has to be there first.
  for (const _ of devices) {
    for (const device of devices) {
      const parent = base.find((link) => ruleOf(link)?.vlans.includes(device.name) === true);
      if (parent !== undefined && !isIn(base, device.name)) base.push(vlanOf(device, parent));
    }
  }
  const left = before.filter(({ name, vlan, bond }) => !isIn(base, name) && (vlan ?? bond));
  return [...base, ...left].map((link, at): PracticeLink => {
    const index = at + 2;
    const rule = ruleOf(link);
    const seed = network.links.find(({ name }) => name === link.name);
    if (rule === undefined) return { ...link, index, dns: [], search: [] };
    return { ...told(link, rule, { seed, index }), index };
  });
}

const isIn = (links: readonly SeenLink[], name: string) => links.some((one) => one.name === name);

/** A port as the kernel finds it at its start; links of others stay as they were. */
function bare(link: SeenLink, rule: LinkRule | undefined): SeenLink {
  if (!isPort(link)) return link;
  const { master: _, ...port } = link;
  const master = rule?.bond === undefined ? {} : { master: rule.bond };
  return { ...port, ...master, addresses: [], routes: [] };
}

function bondOf({ name, mtu, bond }: DeviceRule, ports: readonly SeenLink[]): SeenLink {
  const members = ports.filter(({ master }) => master === name);
  return {
    ...{ name, kind: "bond", isUp: true, addresses: [], routes: [] },
    mac: members[0]?.mac ?? PRACTICE.mac(0xb0),
    mtu: mtu ?? 1500,
    carrier: known(members.some(({ carrier }) => carrier.is === "known" && carrier.value)),
    bond: {
      mode: bond?.mode ?? "",
      miimonMs: bond?.miimonMs ?? 0,
      members: members.map((member) => member.name),
    },
  };
}

function vlanOf({ name, mtu, vlanId }: DeviceRule, parent: SeenLink): SeenLink {
  return {
    ...{ name, kind: "vlan", isUp: true, addresses: [], routes: [] },
    ...{ mac: parent.mac, mtu: mtu ?? parent.mtu, carrier: parent.carrier },
    vlan: { parent: parent.name, id: vlanId ?? 0 },
  };
}

interface Given {
  /** What the real machine had on this port: what its leases are here. */
  readonly seed: SeenLink | undefined;
  readonly index: number;
}

function told(link: SeenLink, rule: LinkRule, given: Given) {
  const isGiven = rule.dhcp.ipv4 || rule.dhcp.ipv6 || rule.takesRouters;
  const hasCable = link.carrier.is === "known" && link.carrier.value;
  const dns = isGiven && rule.usesGivenDns ? [...rule.dns, PRACTICE.nameServer] : rule.dns;
  const mtu = rule.mtu ?? link.mtu;
  if (link.master !== undefined || !hasCable) {
    return { ...link, mtu, addresses: [], routes: [], dns: [], search: [], file: rule.path };
  }
  const addresses = [...fourOf(rule, given), ...sixOf(rule, given)];
  return {
    ...{ ...link, mtu, addresses, file: rule.path, search: rule.search },
    dns: addresses.length === 0 ? [] : dns,
    routes: routesOf(addresses, rule, given),
  };
}

function fourOf({ dhcp, addresses }: LinkRule, given: Given): readonly Address[] {
  const own = addresses.filter((cidr) => !cidr.includes(":")).map(staticAddress);
  if (!dhcp.ipv4) return own;
  return [{ family: "ipv4", cidr: leaseOf(given), method: "dhcp" }, ...own];
}

/** What the port had on the real machine, or one of the practice network. */
function leaseOf({ seed, index }: Given): string {
  const had = seed?.addresses.find((one) => one.family === "ipv4" && one.method !== "link-local");
  return had?.cidr ?? PRACTICE.lease(index);
}

function sixOf(rule: LinkRule, { seed, index }: Given): readonly Address[] {
  const had = seed?.addresses.filter(({ family }) => family === "ipv6") ?? [];
  const isLocal = ({ method }: Address) => method === "link-local";
  const given = rule.takesRouters ? had.filter((one) => !isLocal(one)) : [];
  const own =
    had.filter(isLocal).map(({ cidr }) => cidr)[0] ?? `fe80::5eff:fe00:${5300 + index}/64`;
  return [
    ...given.map(({ cidr }): Address => ({ family: "ipv6", cidr, method: "slaac" })),
    ...rule.addresses.filter((cidr) => cidr.includes(":")).map(staticAddress),
    ...(rule.hasLinkLocal ? [{ family: "ipv6", cidr: own, method: "link-local" } as const] : []),
  ];
}

function staticAddress(cidr: string): Address {
  return {
    family: cidr.includes(":") ? "ipv6" : "ipv4",
    cidr: normalText(cidr),
    method: "static",
  };
}

/** The kernel's own for each network, then those of the lease and of the file. */
function routesOf(addresses: readonly Address[], rule: LinkRule, { seed }: Given) {
  const own = addresses.flatMap(({ family, cidr }): Route[] => {
    const network = parseNetwork(cidr);
    const metric = family === "ipv6" ? { metric: 256 } : {};
    if (network === undefined) return [];
    return [{ family, to: networkText(network), ...metric, protocol: "kernel" }];
  });
  const had = (family: string) =>
    seed?.routes.find((route) => route.to === "default" && route.family === family)?.via;
  const isFromSeed = addresses.some(
    ({ cidr, method }) => method === "dhcp" && hasAddress(seed, cidr),
  );
  const leased = rule.dhcp.ipv4
    ? defaultRoute("ipv4", isFromSeed ? had("ipv4") : PRACTICE.gateway, "dhcp")
    : [];
  const announced = rule.takesRouters ? defaultRoute("ipv6", had("ipv6"), "ra") : [];
  const asked = rule.routes.map(({ to, via, metric }): Route => {
    const family = via.includes(":") ? "ipv6" : "ipv4";
    const usual = family === "ipv6" ? { metric: 1024 } : {};
    const weight = metric === undefined ? usual : { metric };
    return { family, to, via, ...weight, protocol: "static" };
  });
  // Linux: "Nexthop has invalid gateway" for one that no network of the link holds.
  const isOn = (via: string) => addresses.some(({ cidr }) => holds(cidr, via));
  return [...own, ...[...leased, ...announced, ...asked].filter(({ via }) => isOn(via ?? ""))];
}

function defaultRoute(
  family: Route["family"],
  via: string | undefined,
  protocol: string,
): readonly Route[] {
  return via === undefined ? [] : [{ family, to: "default", via, metric: 1024, protocol }];
}

function hasAddress(seed: SeenLink | undefined, wanted: string): boolean {
  return seed?.addresses.some(({ cidr }) => cidr === wanted) === true;
}

/** Whether an address lies in the network of this one. */
export function holds(cidr: string, address: string): boolean {
  const [network, host] = [parseNetwork(cidr), parseAddress(address)];
  return network !== undefined && host !== undefined && contains(network, host);
}
