import type { HostView } from "../../engine/index.ts";
import { type Json, listIn, textIn, valuesIn } from "../../json/index.ts";
import { recordsFrom } from "../ip-json.ts";

/** A link as the kernel has it, with the name servers of the host: what a person compares. */
export interface LinkSeen {
  readonly link: string;
  /** `dhcp` when the kernel was given a lease for one of its addresses. */
  readonly method: "dhcp" | "static" | "none" | "absent";
  /** With prefix length, link-local ones left out. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
  readonly mtu: number | null;
  /** The cable is in and the other end answers. */
  readonly hasCarrier: boolean;
  /** Somebody else has one of the addresses, or it is still being asked. */
  readonly trouble?: "duplicate" | "tentative";
}

const LOOK_MS = 5000;

/** Never throws for a link that is down or gone. */
export async function seeLinks(
  host: HostView,
  links: readonly string[],
): Promise<readonly LinkSeen[]> {
  const dns = await nameServers(host);
  return Promise.all(links.map((link) => seeLink(host, link, dns)));
}

async function seeLink(host: HostView, link: string, dns: readonly string[]): Promise<LinkSeen> {
  const ask = (...args: readonly string[]) =>
    recordsFrom(host, ["ip", "-j", ...args]).catch((): readonly Json[] => []);
  const [found] = await ask("addr", "show", "dev", link);
  if (found === undefined) {
    const nothing = { addresses: [], gateways: [], mtu: null, hasCarrier: false };
    return { link, method: "absent", dns, ...nothing };
  }
  const routes = [
    ...(await ask("-4", "route", "show", "default", "dev", link)),
    ...(await ask("-6", "route", "show", "default", "dev", link)),
  ];
  const all = listIn(found.addr_info);
  const global = all.filter((each) => each.scope === "global" && each.temporary !== true);
  const flags = valuesIn(found.flags);
  const trouble = troubleOf(global);
  return {
    link,
    method: methodOf(global, routes),
    addresses: global.map((each) => `${each.local}/${each.prefixlen}`),
    gateways: [...new Set(routes.flatMap((route) => textIn(route, "gateway") ?? []))],
    dns,
    mtu: typeof found.mtu === "number" ? found.mtu : null,
    hasCarrier: flags.includes("LOWER_UP"),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function methodOf(addresses: readonly Json[], routes: readonly Json[]): LinkSeen["method"] {
  const isLeased = routes.some((route) => route.protocol === "dhcp");
  if (isLeased || addresses.some((each) => each.dynamic === true)) return "dhcp";
  return addresses.length > 0 ? "static" : "none";
}

function troubleOf(addresses: readonly Json[]): LinkSeen["trouble"] {
  if (addresses.some((each) => each.dadfailed === true)) return "duplicate";
  return addresses.some((each) => each.tentative === true) ? "tentative" : undefined;
}

/** Those the host asks in the end, not the stub of its own resolver. */
async function nameServers(host: HostView): Promise<readonly string[]> {
  for (const path of ["/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"]) {
    const text = await host.files.readText(path).catch(() => undefined);
    if (text === undefined) continue;
    return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server = ""]) => server);
  }
  return [];
}

/** An SSH connection to this host, by the two addresses it runs between. */
export interface SshSession {
  readonly local: string;
  readonly peer: string;
}

/** Who is connected over SSH now; empty where nobody can tell. */
export async function seeSessions(host: HostView): Promise<readonly SshSession[]> {
  const outcome = await host.probe(["ss", "-Htn", "state", "established", "sport", "=", ":22"], {
    timeoutMs: LOOK_MS,
  });
  if (outcome.is !== "exited" || outcome.exitCode !== 0) return [];
  return outcome.stdout.split("\n").flatMap((line) => {
    const [, , local, peer] = line.trim().split(/\s+/);
    if (local === undefined || peer === undefined) return [];
    return [{ local: addressIn(local), peer: addressIn(peer) }];
  });
}

/** `10.0.0.2:22`, `[fd00::2]:22`, `[::ffff:10.0.0.2]:22`. */
function addressIn(endpoint: string): string {
  return endpoint
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^::ffff:/, "")
    .replace(/%.*$/, "");
}
