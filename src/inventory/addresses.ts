import type { HostView } from "../engine/index.ts";
import { listIn } from "../json/index.ts";
import { parseJson, printed } from "./read.ts";
import type { NicAddress } from "./types.ts";

export interface LinkAddresses {
  readonly isUp: boolean;
  readonly addresses: readonly NicAddress[];
}

/** Addresses by interface, as `ip -j addr` (iproute2 4.14 and younger) prints them. */
export async function addressesFromIp(
  host: HostView,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LinkAddresses>> {
  const outcome = await host.probe(["ip", "-j", "addr"], { timeoutMs: 10_000, signal });
  return parseIpAddr(printed("ip", outcome));
}

function parseIpAddr(text: string): ReadonlyMap<string, LinkAddresses> {
  const answer = parseJson("ip", text);
  if (!Array.isArray(answer)) throw new Error("ip printed no list of interfaces");
  const links = new Map<string, LinkAddresses>();
  for (const link of listIn(answer)) {
    if (typeof link.ifname !== "string") continue;
    const flags = Array.isArray(link.flags) ? link.flags : [];
    const addresses = listIn(link.addr_info).flatMap(parseAddress);
    links.set(link.ifname, { isUp: flags.includes("UP"), addresses });
  }
  return links;
}

function parseAddress(info: Readonly<Record<string, unknown>>): readonly NicAddress[] {
  const { local, prefixlen } = info;
  if (typeof local !== "string" || typeof prefixlen !== "number") return [];
  const family = info.family === "inet6" ? "ipv6" : "ipv4";
  return [{ family, address: local, prefix: prefixlen, method: methodOf(info) }];
}

function methodOf(info: Readonly<Record<string, unknown>>): NicAddress["method"] {
  if (info.scope === "link") return "link-local";
  return info.dynamic === true ? "dynamic" : "permanent";
}
