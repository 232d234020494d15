import { isIP } from "node:net";
import { ABSENT, type Fact, known } from "../engine/index.ts";
import type { SeenRoute } from "./ip-json.ts";
import type { Family } from "./report.ts";
import type { Standing } from "./rung.ts";

/** Family of an address; `undefined`: it is a name, or nothing. */
export function familyOf(host: string): Family | undefined {
  return ({ 4: "ipv4", 6: "ipv6" } as const)[isIP(host)];
}

export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true;
  return isIP(name) === 4 && name.startsWith("127.");
}

/** The way out as far as it can be told before names are resolved. */
export interface WayOut {
  /** What packets are sent towards. */
  readonly towards: string;
  readonly route: Fact<SeenRoute>;
}

/**
 * To an address by its own route; to a name by the default route, and without one by the route to a
 * name server, which then is all the host can ask.
 */
export async function wayOut({ looks, hop, family }: Standing): Promise<WayOut> {
  if (familyOf(hop.host) !== undefined)
    return { towards: hop.host, route: await looks.routeTo(hop.host) };
  const byDefault = await looks.defaultRoute(family);
  if (byDefault.is !== "absent") return { towards: "everywhere", route: byDefault };
  const servers = await looks.nameServers();
  if (servers.is !== "known") return { towards: "everywhere", route: byDefault };
  for (const server of servers.value.filter((one) => familyOf(one) === family)) {
    if (isLoopbackHost(server)) continue;
    const route = await looks.routeTo(server);
    if (route.is === "known")
      return { towards: `name server ${server}`, route: known(route.value) };
  }
  return { towards: "everywhere", route: ABSENT };
}
