import type { Endpoint, HttpProxy } from "../engine/index.ts";
import { leavingOf, type ProxyUse } from "../proxy/index.ts";
import type { Destination, Way } from "./report.ts";
import { endpoint } from "./words.ts";

export const NO_PROXIES: ProxyUse = { noProxy: [] };

/** Directly or through a proxy, by the one matcher that decides it everywhere. */
export function wayOf(destination: Destination, use: ProxyUse): Way {
  if (destination.kind === "ntp")
    return { is: "direct", because: "time never goes through a proxy" };
  const leaving = leavingOf(destination.url ?? "", use);
  if (leaving.is === "proxied") {
    const through = endpoint(endpointOf(leaving.proxy.url));
    return { is: "proxied", through, because: "no entry of NO_PROXY fits" };
  }
  const { because } = leaving;
  const isEntry = proxyOf(destination, use) !== undefined;
  return { is: "direct", because: isEntry ? `NO_PROXY: ${because}` : because };
}

export function proxyOf({ url }: Destination, use: ProxyUse): HttpProxy | undefined {
  if (url === undefined) return undefined;
  return url.startsWith("https:") ? use.https : use.http;
}

/** What a connection is opened to first. */
export function hopOf(destination: Destination, way: Way, use: ProxyUse): Endpoint {
  const proxy = way.is === "proxied" ? proxyOf(destination, use) : undefined;
  return proxy === undefined ? destination : endpointOf(proxy.url);
}

function endpointOf(text: string): Endpoint {
  const { hostname, port, protocol } = new URL(text);
  const usual = protocol === "https:" ? 443 : 80;
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: port === "" ? usual : Number(port) };
}
