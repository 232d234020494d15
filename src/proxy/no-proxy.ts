import {
  firstAddress,
  isLocalAddress,
  networkText,
  parseAddress,
  parseNetwork,
} from "../addresses/index.ts";

/** One entry of NO_PROXY, and why it is there. */
export interface NoProxyEntry {
  readonly entry: string;
  /** A few words: `loopback`, `pods`, `network of eth0`, `your entry`. */
  readonly reason: string;
}

export interface NoProxyRequest {
  readonly cluster?: {
    readonly domain: string;
    /** Each may be a comma list, as in a dual-stack cluster. */
    readonly podCidr: string;
    readonly serviceCidr: string;
    /** Of the network between nodes that do not share one. */
    readonly overlayCidr?: string;
    readonly vip?: string;
    /** Names that lead to the virtual address. */
    readonly names?: readonly string[];
  };
  /** What every interface of this host stands in: not only the node's may lead to a site's machines. */
  readonly interfaces: readonly InterfaceNetwork[];
  /** The addresses nodes use, this one's first. */
  readonly nodes: readonly { readonly address: string; readonly reason: string }[];
  /** Registries and their mirrors, as host, host:port or URL; those of the site are left out. */
  readonly registries: readonly string[];
  /** The person's own entries. */
  readonly own: readonly string[];
}

export interface InterfaceNetwork {
  readonly interface: string;
  /** An address in it, with the length of its prefix. */
  readonly address: string;
  readonly prefix: number;
}

/**
 * What must not go through the proxy, in the order and with the repetitions that clients need which
 * understand neither networks nor leading dots. The person's own entries come last, unchanged.
 */
export function computeNoProxy(request: NoProxyRequest): readonly NoProxyEntry[] {
  const all = [
    ...because("loopback", ["localhost", "127.0.0.1", "::1"]),
    ...clusterEntries(request.cluster),
    ...request.interfaces.flatMap(subnetOf),
    ...request.nodes.map(({ address, reason }) => ({ entry: address, reason })),
    ...because("virtual address", [request.cluster?.vip]),
    ...because("name of the virtual address", request.cluster?.names ?? []),
    ...because("registry of the site", request.registries.map(hostOf).filter(isOfTheSite)),
    ...because("your entry", request.own),
  ];
  const seen = new Set<string>();
  return all.filter(({ entry }) => entry !== "" && !seen.has(entry) && seen.add(entry));
}

/** The variable: comma-joined, no blanks, no empty item. */
export function noProxyText(entries: readonly NoProxyEntry[]): string {
  return entries.map(({ entry }) => entry).join(",");
}

function clusterEntries(cluster: NoProxyRequest["cluster"]): readonly NoProxyEntry[] {
  if (cluster === undefined) return [];
  const { domain, podCidr, serviceCidr, overlayCidr } = cluster;
  const services = listOf(serviceCidr);
  const firsts = services.map((cidr) => {
    const network = parseNetwork(cidr);
    return network === undefined ? undefined : firstAddress(network);
  });
  return [
    ...because("services", [".svc", `.svc.${domain}`]),
    ...because("cluster domain", [`.${domain}`]),
    ...because("Kubernetes API", ["kubernetes", "kubernetes.default"]),
    ...because("services", services),
    ...because("Kubernetes API", firsts),
    ...because("pods", listOf(podCidr)),
    ...because("overlay", overlayCidr === undefined ? [] : listOf(overlayCidr)),
  ];
}

/** The network address, not the host's address with its mask: some clients compare literally. */
function subnetOf({ address, prefix, interface: name }: InterfaceNetwork): readonly NoProxyEntry[] {
  const parsed = parseAddress(address);
  if (parsed === undefined) return [];
  return [{ entry: networkText({ address: parsed, prefix }), reason: `network of ${name}` }];
}

function listOf(cidrs: string): readonly string[] {
  return cidrs.split(",").map((cidr) => cidr.trim());
}

function because(
  reason: string,
  entries: readonly (string | undefined)[],
): readonly NoProxyEntry[] {
  return entries.flatMap((entry) => (entry === undefined ? [] : { entry, reason }));
}

function hostOf(registry: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(registry) ? registry : `https://${registry}`;
  if (!URL.canParse(url)) return "";
  return new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Names that exist only inside a site: without a dot, or under a suffix nobody can register. */
const SITE_SUFFIX = /\.(lan|local|localdomain|internal|intranet|home\.arpa|corp|private)$/;

function isOfTheSite(host: string): boolean {
  const address = parseAddress(host);
  if (address !== undefined) return isLocalAddress(address);
  return host !== "" && host !== "*" && (!host.includes(".") || SITE_SUFFIX.test(host));
}
