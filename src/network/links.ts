import { addressText, normalText, parseAddress, widthOf } from "../addresses/index.ts";
import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { type Nic, observeNics } from "../inventory/index.ts";
import { type Json, listIn, numberIn, recordIn, textIn, valuesIn } from "../json/index.ts";
import { recordsFrom } from "./ip-json.ts";
import type { SeenAddress, SeenLink, SeenRoute } from "./seen.ts";

/** Every link but loopback, with what it is made of, its addresses and routes. Never throws. */
export function observeLinks(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly SeenLink[]>> {
  return factOf(async () => {
    const [nics, details, routes] = await Promise.all([
      observeNics(host, signal),
      recordsFrom(host, ["ip", "-j", "-d", "link", "show"], signal),
      observeRoutes(host, signal),
    ]);
    return nics.map((nic) => {
      const detail = details.find((each) => each.ifname === nic.name) ?? {};
      return linkOf(nic, { detail, details, routes: routes.get(nic.name) ?? [] });
    });
  });
}

interface Beside {
  readonly detail: Json;
  readonly details: readonly Json[];
  readonly routes: readonly SeenRoute[];
}

function linkOf(nic: Nic, { detail, details, routes }: Beside): SeenLink {
  const info = recordIn(detail.linkinfo);
  const data = recordIn(info.info_data);
  const master = textIn(detail, "master");
  const parent = textIn(detail, "link");
  const id = numberIn(data, "id");
  const mode = textIn(data, "mode");
  const flags = valuesIn(detail.flags);
  return {
    ...nic,
    mac: nic.mac.toLowerCase(),
    isUp: flags.includes("UP"),
    addresses: nic.addresses.map((address) => addressOf(address, routes)),
    routes,
    ...(master === undefined ? {} : { master }),
    ...(info.info_kind === "vlan" && parent !== undefined && id !== undefined
      ? { vlan: { parent, id } }
      : {}),
    ...(info.info_kind === "bond" && mode !== undefined
      ? {
          bond: {
            mode,
            miimonMs: numberIn(data, "miimon") ?? 0,
            members: details.flatMap((each) =>
              each.master === nic.name ? (textIn(each, "ifname") ?? []) : [],
            ),
          },
        }
      : {}),
  };
}

function addressOf(
  { family, address, prefix, method }: Nic["addresses"][number],
  routes: readonly SeenRoute[],
): SeenAddress {
  const cidr = normalText(`${address}/${prefix}`);
  if (method === "link-local") return { family, cidr, method };
  const isLeased = routes.some((route) => route.family === family && route.protocol === "dhcp");
  if (method === "permanent") {
    // A lease without end is not marked by the kernel; the routes that came with it are.
    return { family, cidr, method: isLeased && family === "ipv4" ? "dhcp" : "static" };
  }
  // DHCPv6 gives single addresses, a router's announcement a network (RFC 8415, 4862).
  return { family, cidr, method: family === "ipv6" && prefix < 128 ? "slaac" : "dhcp" };
}

async function observeRoutes(
  host: HostView,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly SeenRoute[]>> {
  const [four, six] = await Promise.all([
    recordsFrom(host, ["ip", "-j", "-4", "route", "show"], signal),
    // Without IPv6 in the kernel there is nothing to print.
    recordsFrom(host, ["ip", "-j", "-6", "route", "show"], signal).catch(() => []),
  ]);
  const out = new Map<string, SeenRoute[]>();
  for (const [family, records] of [["ipv4", four] as const, ["ipv6", six] as const]) {
    for (const { device, route } of records.flatMap((record) => routesOf(record, family))) {
      out.set(device, [...(out.get(device) ?? []), route]);
    }
  }
  return out;
}

/** A route with several next hops is one per hop. */
function routesOf(record: Json, family: SeenRoute["family"]) {
  const to = textIn(record, "dst");
  if (to === undefined) return [];
  const hops = listIn(record.nexthops);
  return (hops.length > 0 ? hops : [record]).flatMap((hop) => {
    const device = textIn(hop, "dev");
    if (device === undefined) return [];
    const via = textIn(hop, "gateway") ?? textIn(recordIn(hop.via), "host");
    const metric = numberIn(record, "metric");
    const route: SeenRoute = {
      family,
      to: networkOf(to),
      ...(via === undefined ? {} : { via: normalText(via) }),
      ...(metric === undefined ? {} : { metric }),
      protocol: textIn(record, "protocol") ?? "boot",
    };
    return [{ device, route }];
  });
}

/** The kernel leaves out the prefix of a single address. */
function networkOf(to: string): string {
  const address = parseAddress(to);
  return address === undefined ? normalText(to) : `${addressText(address)}/${widthOf(address)}`;
}
