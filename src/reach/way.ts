import type { Endpoint, HttpProxy } from "../engine/index.ts";
import { explainNoProxy } from "../proxy/index.ts";
import type { Destination, Way } from "./report.ts";
import { endpoint } from "./words.ts";

/** The proxies this host uses, and what goes without them. */
export interface ProxyUse {
  readonly http?: HttpProxy;
  readonly https?: HttpProxy;
  /** As in NO_PROXY. */
  readonly noProxy: readonly string[];
}

export const NO_PROXIES: ProxyUse = { noProxy: [] };

/** Directly or through a proxy, by the one matcher that decides it everywhere. */
export function wayOf(destination: Destination, use: ProxyUse): Way {
  if (destination.kind === "ntp")
    return { is: "direct", because: "time never goes through a proxy" };
  const proxy = proxyOf(destination, use);
  if (proxy === undefined) return { is: "direct", because: "no proxy is set" };
  const verdict = explainNoProxy(endpoint(destination), use.noProxy);
  if (verdict.is === "direct") return { is: "direct", because: `NO_PROXY: ${verdict.because}` };
  const through = endpoint(endpointOf(proxy.url));
  return { is: "proxied", through, because: "no entry of NO_PROXY fits" };
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
