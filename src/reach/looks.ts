import type {
  Argv,
  ConnectOutcome,
  Endpoint,
  Fact,
  HostView,
  NameOutcome,
} from "../engine/index.ts";
import { ABSENT, factOf, known, troubleIn, unknown } from "../engine/index.ts";
import { observeDns } from "../network/index.ts";
import {
  parseLinks,
  parseNeighbour,
  parseRoutes,
  type SeenLink,
  type SeenNeighbour,
  type SeenRoute,
} from "./ip-json.ts";
import type { Family } from "./report.ts";

/**
 * Questions to the host that several ladders ask: each is asked once per report. They only look; a
 * question that fails is `unknown` with the reason.
 */
export interface Looks {
  /** Any other question, by a key of its own. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
  links(): Promise<Fact<readonly SeenLink[]>>;
  /** Where packets to this address go; absent: no route. */
  routeTo(address: string): Promise<Fact<SeenRoute>>;
  /** With the lowest metric. */
  defaultRoute(family: Family): Promise<Fact<SeenRoute>>;
  /** Never remembered: it changes while it is looked at. */
  neighbour(address: string, link: string): Promise<Fact<SeenNeighbour>>;
  /** The name servers that are asked in the end. */
  nameServers(): Promise<Fact<readonly string[]>>;
  /** As programs of this host resolve it. */
  resolve(name: string): Promise<Fact<readonly string[]>>;
  /** One server alone. */
  askServer(server: string, name: string, family: Family): Promise<NameOutcome>;
  connect(target: Endpoint): Promise<ConnectOutcome>;
}

const IP_MS = 3_000;
const RESOLVE_MS = 8_000;
const SERVER_MS = 3_000;
const CONNECT_MS = 5_000;

export function createLooks(host: HostView, signal: AbortSignal): Looks {
  const remembered = new Map<string, Promise<unknown>>();
  function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const found = remembered.get(key) ?? ask();
    remembered.set(key, found);
    return found as Promise<T>;
  }

  async function ip<T>(args: readonly string[], parse: (text: string) => T): Promise<Fact<T>> {
    const argv: Argv = ["ip", ...args];
    const outcome = await host.probe(argv, { timeoutMs: IP_MS, signal });
    const trouble = troubleIn(outcome);
    if (outcome.is === "exited" && trouble === undefined)
      return await factOf(async () => parse(outcome.stdout));
    if (outcome.is === "exited" && isNoRoute(outcome.stderr)) return ABSENT;
    return unknown(
      outcome.is === "missing" ? `${trouble} (iproute2)` : `${argv.join(" ")}: ${trouble}`,
    );
  }

  return {
    once,
    links: () => once("links", () => ip(["-j", "addr"], parseLinks)),
    routeTo: (address) =>
      once(`route ${address}`, async () =>
        firstOf(await ip(["-j", flagOf(address), "route", "get", address], parseRoutes)),
      ),
    defaultRoute: (family) =>
      once(`default ${family}`, async () => {
        const flag = family === "ipv6" ? "-6" : "-4";
        const routes = await ip(["-j", flag, "route", "show", "default"], parseRoutes);
        if (routes.is !== "known") return routes;
        return firstOf(known(routes.value.toSorted((a, b) => a.metric - b.metric)));
      }),
    async neighbour(address, link) {
      const asked = ["-s", "-j", flagOf(address), "neigh", "show", "to", address, "dev", link];
      const found = await ip(asked, parseNeighbour);
      if (found.is !== "known") return found;
      return found.value === undefined ? ABSENT : known(found.value);
    },
    nameServers: () =>
      once("servers", async () => {
        const { inForce } = await observeDns(host);
        return inForce.is === "known" ? known(inForce.value.servers) : inForce;
      }),
    resolve: (name) =>
      once(`name ${name}`, () => host.resolve(name, { timeoutMs: RESOLVE_MS, signal })),
    askServer: (server, name, family) =>
      once(`ask ${server} ${name} ${family}`, () =>
        host.askName({ server, name, family, timeoutMs: SERVER_MS, signal }),
      ),
    connect: (target) =>
      once(`connect ${target.host} ${target.port}`, () =>
        host.connect(target, { timeoutMs: CONNECT_MS, signal }),
      ),
  };
}

/** ip-route(8), `get`: what the kernel says when no route fits. */
function isNoRoute(stderr: string): boolean {
  return /unreachable|No route to host|prohibited/i.test(stderr);
}

function flagOf(address: string): "-4" | "-6" {
  return address.includes(":") ? "-6" : "-4";
}

function firstOf(routes: Fact<readonly SeenRoute[]>): Fact<SeenRoute> {
  if (routes.is !== "known") return routes;
  const [first] = routes.value;
  return first === undefined ? ABSENT : known(first);
}
