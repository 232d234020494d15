import { type Json, listIn } from "../json/index.ts";
import type { Family } from "./report.ts";

/** What `ip -j` (iproute2 4.14 and younger) prints, as far as the ladder needs it. Pure. */
export interface SeenLink {
  readonly name: string;
  readonly isLoopback: boolean;
  readonly isUp: boolean;
  readonly hasCarrier: boolean;
  readonly mtuBytes: number;
  readonly addresses: readonly SeenAddress[];
}

export interface SeenAddress {
  readonly family: Family;
  readonly address: string;
  readonly prefix: number;
  readonly isLinkLocal: boolean;
  /** Duplicate address detection found another machine with it. */
  readonly isDuplicate: boolean;
  /** Duplicate address detection is not finished: nothing can be sent from it yet. */
  readonly isTentative: boolean;
}

export interface SeenRoute {
  readonly link: string;
  /** Absent: the target is on the link itself. */
  readonly gateway?: string;
  /** Of the route, or learnt on the way there (path MTU). */
  readonly mtuBytes?: number;
  readonly metric: number;
}

/** One entry of the neighbour table. */
export interface SeenNeighbour {
  /** Kernel's word: REACHABLE, STALE, DELAY, PROBE, INCOMPLETE, FAILED, PERMANENT, NOARP. */
  readonly state: string;
  readonly hardwareAddress?: string;
  /** Seconds since it last answered; only with `-s`. */
  readonly confirmedSec?: number;
}

export function parseLinks(text: string): readonly SeenLink[] {
  return recordsIn(text).flatMap((link) => {
    const { ifname: name, mtu, flags, addr_info: infos } = link;
    if (typeof name !== "string") return [];
    const words = Array.isArray(flags) ? flags : [];
    return {
      name,
      isLoopback: words.includes("LOOPBACK"),
      isUp: words.includes("UP"),
      hasCarrier: words.includes("LOWER_UP"),
      mtuBytes: typeof mtu === "number" ? mtu : 0,
      addresses: listIn(infos).flatMap(parseAddress),
    };
  });
}

function parseAddress(info: Json): readonly SeenAddress[] {
  const { local: address, prefixlen: prefix, family } = info;
  if (typeof address !== "string" || typeof prefix !== "number") return [];
  return [
    {
      family: family === "inet6" ? "ipv6" : "ipv4",
      address,
      prefix,
      isLinkLocal: info.scope === "link" || address.startsWith("169.254."),
      isDuplicate: info.dadfailed === true,
      isTentative: info.tentative === true,
    },
  ];
}

/** Of `ip -j route`; what leads nowhere (unreachable, blackhole) is left out. */
export function parseRoutes(text: string): readonly SeenRoute[] {
  return recordsIn(text).flatMap((route) => {
    const { dev: link, gateway, via, type, metric } = route;
    if (typeof link !== "string" || !(type === undefined || /^(unicast|local)$/.test(`${type}`)))
      return [];
    // A gateway of the other family: `via inet6 fe80::1`.
    const other = listIn([via])[0]?.host;
    const next = typeof gateway === "string" ? gateway : other;
    const mtuBytes = listIn(route.metrics).find((one) => typeof one.mtu === "number")?.mtu;
    return {
      link,
      ...(typeof next === "string" ? { gateway: next } : {}),
      ...(typeof mtuBytes === "number" ? { mtuBytes } : {}),
      metric: typeof metric === "number" ? metric : 0,
    };
  });
}

/** Of `ip -s -j neigh`; `undefined`: the kernel has no entry. */
export function parseNeighbour(text: string): SeenNeighbour | undefined {
  const [entry] = recordsIn(text);
  if (entry === undefined) return undefined;
  const [state] = Array.isArray(entry.state) ? entry.state : [];
  const { lladdr, confirmed } = entry;
  return {
    state: typeof state === "string" ? state : "NONE",
    ...(typeof lladdr === "string" ? { hardwareAddress: lladdr } : {}),
    ...(typeof confirmed === "number" ? { confirmedSec: confirmed } : {}),
  };
}

/** @throws Error when this is no list. Nothing at all is an empty list: older `ip` prints that. */
function recordsIn(text: string): readonly Json[] {
  if (text.trim() === "") return [];
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new Error("ip printed something that is not JSON", { cause });
  }
  if (!Array.isArray(found)) throw new Error("ip printed no list");
  return listIn(found);
}
