import { networkText, parseAddress } from "../addresses/index.ts";
import type { NodeAddress } from "../distributions/index.ts";
import { type Fact, type HostView, known, knownValue, unknown } from "../engine/index.ts";
import type { Inventory, Nic, NicAddress } from "../inventory/index.ts";

/** Interfaces a cluster makes for its pods. */
const MADE_BY_CLUSTERS = /^(veth|cni|flannel|cali|tunl|vxlan|kube|cilium|lxc)/;
/** Besides, loopback, container bridges and tunnels: their addresses are never the node's. */
const NEVER_THE_NODE = /^(lo$|docker|br-|virbr|wg|tun|tap)/;

/**
 * The address on the interface of the default route: the first interface of a host may well be a
 * container bridge or a VPN (distributions.md 2.5 and 9, row 34).
 */
export async function observeNodeAddress(
  host: HostView,
  nics: Inventory["nics"],
): Promise<Fact<NodeAddress>> {
  if (nics.is !== "known")
    return unknown(nics.is === "unknown" ? nics.why : "this host has no network interface");
  const candidates = nics.value.filter(
    ({ name }) => !MADE_BY_CLUSTERS.test(name) && !NEVER_THE_NODE.test(name),
  );
  const route = await observeDefaultInterface(host);
  const onRoute = candidates.find(({ name }) => name === knownValue(route));
  if (onRoute !== undefined) {
    const found = addressOn(onRoute);
    return found.is === "known" ? known({ ...found.value, isOnDefaultRoute: true }) : found;
  }
  if (route.is === "unknown") return route;
  if (route.is === "known") return unknown(`the default route leaves through ${route.value}`);
  const withAddress = candidates.filter((nic) => usable(nic) !== undefined);
  const [only] = withAddress;
  if (only !== undefined && withAddress.length === 1) return addressOn(only);
  const found = withAddress.map(({ name }) => name).join(", ");
  return unknown(
    found === "" ? "no interface has an address" : `no default route to choose among ${found}`,
  );
}

/** Networks that interfaces of this host stand in, without those a cluster made itself. */
export function subnetsOf(nics: Inventory["nics"]): readonly string[] {
  const networks = (knownValue(nics) ?? [])
    .filter(({ name }) => !MADE_BY_CLUSTERS.test(name) && name !== "lo")
    .flatMap(({ addresses }) => addresses.filter(({ method }) => method !== "link-local"))
    .flatMap(networkOf);
  return [...new Set(networks)];
}

/** Addresses of interfaces that lead to other machines: no containers, no tunnels. */
export function placesOf(nics: Inventory["nics"]): readonly NodeAddress[] {
  return (knownValue(nics) ?? [])
    .filter(({ name }) => !MADE_BY_CLUSTERS.test(name) && !NEVER_THE_NODE.test(name))
    .flatMap(({ name, addresses }) =>
      addresses
        .filter(isRoutable)
        .map(({ address, prefix }) => ({ address, prefix, interface: name })),
    );
}

function addressOn(nic: Nic): Fact<NodeAddress> {
  const found = usable(nic);
  return found === undefined
    ? unknown(`${nic.name} has no address`)
    : known({ address: found.address, prefix: found.prefix, interface: nic.name });
}

function usable({ addresses }: Nic): NicAddress | undefined {
  const routable = addresses.filter(isRoutable);
  return routable.find(({ family }) => family === "ipv4") ?? routable[0];
}

function isRoutable({ address, method }: NicAddress): boolean {
  return method !== "link-local" && !/^(169\.254\.|fe80:|127\.|::1$)/i.test(address);
}

function networkOf({ address, prefix }: NicAddress): readonly string[] {
  const parsed = parseAddress(address);
  return parsed === undefined ? [] : [networkText({ address: parsed, prefix })];
}

/** Absent: no default route. The one with the lowest metric wins, as in the kernel. */
async function observeDefaultInterface(host: HostView): Promise<Fact<string>> {
  try {
    const text = await host.files.readText("/proc/net/route");
    if (text === undefined) return unknown("/proc/net/route is not there");
    const found = parseDefaultRoute(text);
    return found === undefined ? { is: "absent" } : known(found);
  } catch (thrown) {
    return unknown(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const UP = 0x1;

export function parseDefaultRoute(text: string): string | undefined {
  const routes = text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, destination, , flags, , , , mask]) =>
        destination === "00000000" &&
        mask === "00000000" &&
        (Number.parseInt(flags ?? "0", 16) & UP) !== 0,
    )
    .map(([name, , , , , , metric]) => ({ name: name ?? "", metric: Number(metric) }));
  return routes.toSorted((a, b) => a.metric - b.metric)[0]?.name;
}
