import { isDeepStrictEqual } from "node:util";
import { prefixOfMask } from "../addresses/index.ts";
import { type EdgeHostSpec, formatPath, isMap, type TextChange } from "../spec/index.ts";
import { wordsOf } from "./host-links.ts";
import type { Changes, Link, Piece } from "./link.ts";
import type { Section } from "./parameter.ts";
import { saidAt, saidByAnybody, type View } from "./said.ts";

const SERVERS = "stylus.site.network.nameserver";

const nameServers: Link = {
  read(view) {
    const said = saidAt(view, SERVERS);
    const value = wordsOf(said?.value);
    if (said === undefined || value.length === 0) return [];
    return [{ field: ["spec", "network", "dns", "servers"], value, from: said.path }];
  },
  write({ spec }, view) {
    const wanted = spec.network?.dns?.servers;
    const said = saidByAnybody(view, SERVERS)?.value;
    const search = spec.network?.dns?.search ?? [];
    const unsaid = search.length === 0 ? [] : ["search domains have no place in user-data"];
    if (wanted === undefined || isDeepStrictEqual(wanted, wordsOf(said)))
      return { changes: [], unsaid };
    const one = oneOrMany(wanted, said, "the host");
    return { changes: [{ path: SERVERS, value: one.value }], unsaid: [...unsaid, ...one.unsaid] };
  },
};

/** A list where there is a list; else one text, which has room for one. */
function oneOrMany(wanted: readonly string[], said: unknown, whose: string) {
  if (Array.isArray(said)) return { value: wanted, unsaid: [] };
  const [first, ...more] = wanted;
  const unsaid =
    more.length === 0
      ? []
      : [`of the name servers of ${whose} user-data has room for one: ${first}`];
  return { value: first, unsaid };
}

const INTERFACES = ["stylus", "site", "network", "interfaces"];

type Port = NonNullable<NonNullable<EdgeHostSpec["network"]>["interfaces"]>[number];

const ports: Link = {
  read(view) {
    return Object.entries(portsOf(view)).flatMap(([name, said]): readonly Piece[] => {
      const from = [...INTERFACES, name];
      if (!isMap(said) || !view.isOwn(from)) return [];
      const field = ["spec", "network", "interfaces"];
      return [{ field, isEntry: true, value: portOf(name, said), from }];
    });
  },
  write({ spec }, view) {
    const said = portsOf(view);
    const results = (spec.network?.interfaces ?? []).map((port) => {
      const now = said[port.name];
      return writtenPort(port, isMap(now) ? now : undefined);
    });
    const management = spec.network?.management;
    return {
      changes: results.flatMap(({ changes }) => changes),
      unsaid: [
        ...results.flatMap(({ unsaid }) => unsaid),
        ...(management === undefined
          ? []
          : ["no page of Palette says how user-data names the management interface"]),
      ],
    };
  },
};

function portsOf(view: View): Section {
  const said = saidByAnybody(view, INTERFACES.join("."))?.value;
  return isMap(said) ? said : {};
}

function portOf(name: string, { type = "dhcp", ipAddress, mask, gateway, nameserver }: Section) {
  const servers = wordsOf(nameserver);
  const dns = servers.length === 0 ? {} : { dns: { servers } };
  if (type !== "static") return { name, ipv4: { method: type }, ...dns };
  const addresses = wordsOf(ipAddress).map((text) => withBits(text, mask));
  const way = gateway === undefined || gateway === "" ? {} : { gateway };
  return { name, ipv4: { method: type, addresses, ...way }, ...dns };
}

function withBits(address: string, mask: unknown): string {
  const bits = typeof mask === "string" ? prefixOfMask(mask) : undefined;
  return address.includes("/") || bits === undefined ? address : `${address}/${bits}`;
}

function writtenPort(port: Port, now: Section | undefined): Changes {
  const { name, ipv4, dns } = port;
  const place = [...INTERFACES, name];
  const at = (key: string, value: unknown): TextChange => ({
    path: formatPath([...place, key]),
    value,
  });
  const before = now === undefined ? undefined : portOf(name, now);
  const unsaid = wordless(port);
  const changes: TextChange[] = [];
  if (ipv4?.method === "none") unsaid.push(`${name} without IPv4 cannot be said in user-data`);
  else if (ipv4 !== undefined && !isDeepStrictEqual(ipv4, before?.ipv4)) {
    const [first, ...more] = ipv4.addresses ?? [];
    if (more.length > 0)
      unsaid.push(`of the addresses of ${name} user-data has room for one: ${first}`);
    changes.push(at("type", ipv4.method), at("ipAddress", first), at("mask", undefined));
    changes.push(at("gateway", ipv4.gateway));
  }
  const servers = dns?.servers;
  if (servers !== undefined && !isDeepStrictEqual(servers, wordsOf(now?.nameserver))) {
    const one = oneOrMany(servers, now?.nameserver, name);
    changes.push(at("nameserver", one.value));
    unsaid.push(...one.unsaid);
  }
  const needed = changes.filter(
    ({ path, value }) => value !== undefined || saysAnything(now, path),
  );
  return { changes: needed, unsaid };
}

function saysAnything(now: Section | undefined, path: string): boolean {
  return now !== undefined && Object.keys(now).some((key) => path.endsWith(`.${key}`));
}

/** What a port of ours may have and user-data has no parameter for. */
function wordless(port: Port): string[] {
  const names = ["mac", "mtu", "ipv6", "routes", "vlan", "bond"] as const;
  const given: string[] = names.filter((name) => port[name] !== undefined);
  if ((port.dns?.search ?? []).length > 0) given.push("dns.search");
  return given.length === 0
    ? []
    : [`${port.name}: ${given.join(", ")} cannot be said in user-data`];
}

export const networkLinks: readonly Link[] = [nameServers, ports];
