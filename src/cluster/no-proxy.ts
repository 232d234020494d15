import { loadDriver } from "../distributions/index.ts";
import { type HostView, knownValue } from "../engine/index.ts";
import type { Inventory } from "../inventory/index.ts";
import { computeNoProxy, type NoProxyEntry, type NoProxyRequest } from "../proxy/index.ts";
import { type ClusterSpec, type EdgeHost, endpointOf } from "../spec/index.ts";
import { observeNodeAddress, placesOf } from "./address.ts";

/**
 * What must not go through the proxy on this host, for this document: one list for the host itself,
 * for every distribution, and for our own requests.
 */
export async function observeNoProxy(
  host: HostView,
  { document, nics }: { readonly document: EdgeHost; readonly nics: Inventory["nics"] },
): Promise<readonly NoProxyEntry[]> {
  const { cluster, network, proxy } = document.spec;
  const seen = knownValue(await observeNodeAddress(host, nics));
  const own = cluster?.nodeIp ?? seen?.address;
  const wanted = (network?.interfaces ?? []).flatMap(({ name, ipv4, ipv6 }) =>
    [...(ipv4?.addresses ?? []), ...(ipv6?.addresses ?? [])].flatMap((text) => placeOf(name, text)),
  );
  return computeNoProxy({
    ...(cluster === undefined ? {} : { cluster: await networksOf(cluster) }),
    interfaces: [...(seen === undefined ? [] : [seen]), ...placesOf(nics), ...wanted],
    nodes: [
      ...(own === undefined ? [] : [{ address: own, reason: "this node" }]),
      ...membersOf(cluster).map((address) => ({ address, reason: "member of the cluster" })),
    ],
    registries: (cluster?.registries ?? []).flatMap(({ host: name, endpoints }) => [
      name,
      ...endpoints,
    ]),
    own: proxy?.noProxy ?? [],
  });
}

/** Where the document says that others of this cluster are; an endpoint without its port. */
function membersOf(cluster: ClusterSpec | undefined): readonly string[] {
  const { peers = [], join, controlPlaneEndpoint } = cluster ?? {};
  const endpoints = [join?.server, controlPlaneEndpoint].filter((text) => text !== undefined);
  return [...peers, ...endpoints.map((text) => endpointOf(text, 0).host)];
}

/** With the defaults of the distribution where nothing is asked. */
async function networksOf({
  distribution,
  podCidr,
  serviceCidr,
  domain,
  vip,
}: ClusterSpec): Promise<NonNullable<NoProxyRequest["cluster"]>> {
  const { defaults } = (await loadDriver(distribution)).capabilities;
  return {
    podCidr: podCidr ?? defaults.podCidr,
    serviceCidr: serviceCidr ?? defaults.serviceCidr,
    domain: domain ?? defaults.domain,
    ...(vip === undefined ? {} : { vip }),
  };
}

/** `10.0.0.5/24` as the document writes it. */
function placeOf(name: string, text: string): NoProxyRequest["interfaces"] {
  const [, address = "", prefix = ""] = /^(.+)\/(\d+)$/.exec(text) ?? [];
  return prefix === "" ? [] : [{ interface: name, address, prefix: Number(prefix) }];
}
