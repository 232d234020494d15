import { contains, isSameAddress, type Network } from "../addresses/index.ts";
import { error, type Unplaced } from "./issue.ts";
import type { RawFamily, RawInterface } from "./raw-interfaces.ts";

/** What can be said of one entry of the list without looking at the others. */
export function interfaceRules(one: RawInterface): readonly Unplaced[] {
  return [
    ...one.families.flatMap(familyRules),
    ...routeRules(one),
    ...deviceRules(one),
    ...mtuRules(one),
  ];
}

function familyRules(found: RawFamily): readonly Unplaced[] {
  return [...methodRules(found), ...gatewayRules(found), ...ownAddressTwice(found)];
}

const SAMPLES = { ipv4: "10.10.216.81/24", ipv6: "2001:db8::81/64" } as const;

function methodRules(found: RawFamily): readonly Unplaced[] {
  const { method, family, path, hasAddresses, hasGateway } = found;
  if (method === "static" && !hasAddresses) {
    const hint = `Add addresses: [${SAMPLES[family]}]`;
    return [error([...path, "addresses"], "is missing: method static needs one", hint)];
  }
  if (method === "none" && hasAddresses) {
    const hint = "Write method: static, or remove the addresses.";
    return [error([...path, "addresses"], "has no effect with method none", hint)];
  }
  if (method === undefined || method === "static" || !hasGateway) return [];
  const hint = "Write method: static, or remove the gateway.";
  return [error([...path, "gateway"], `belongs to method static, not to ${method}`, hint)];
}

function gatewayRules({ gateway, addresses }: RawFamily): readonly Unplaced[] {
  if (gateway === undefined || addresses.length === 0) return [];
  const { value, path, text } = gateway;
  if (addresses.some((own) => isSameAddress(own.value.address, value))) {
    const hint = "Write the address of the router, not of this host.";
    return [error(path, `is the host's own address ${text}`, hint)];
  }
  // A router's link-local address is on every link (RFC 4291, 2.8).
  if (value.range() === "linkLocal") return [];
  const networks = addresses.map((own) => own.value);
  if (networks.some((network) => contains(network, value))) return [];
  const hint = "Correct the gateway, the address, or the prefix after the /.";
  return [error(path, `${text} is in no network of this interface (${shown(networks)})`, hint)];
}

function shown(networks: readonly Network[]): string {
  return networks.map(({ address, prefix }) => `${address.toString()}/${prefix}`).join(", ");
}

function ownAddressTwice({ addresses }: RawFamily): readonly Unplaced[] {
  return addresses.flatMap(({ value, path }, index) => {
    const first = addresses.findIndex((other) => isSameAddress(other.value.address, value.address));
    if (first === index) return [];
    const message = `is the same address as entry ${first + 1}`;
    return [error(path, message, "Remove one of the two.")];
  });
}

function routeRules({ routes, families }: RawInterface): readonly Unplaced[] {
  return routes.flatMap(({ path, to, network, via }) => {
    if (via === undefined) return [];
    const family = via.value.kind();
    if (network !== undefined && network.address.kind() !== family) {
      const hint = "Use a router and a network of one kind, both IPv4 or both IPv6.";
      return [error(via.path, `is not of the kind of the network ${to}`, hint)];
    }
    const own = families.find((one) => one.family === family);
    if (own === undefined) return [];
    const second = to === "default" && own.gateway !== undefined;
    if (second) {
      const hint = "Remove this route, or the gateway.";
      return [error([...path, "to"], `is there already: ${family} has a gateway`, hint)];
    }
    return reachRules(own, via);
  });
}

/** Only for links whose every network is written here; a lease may bring others. */
function reachRules(own: RawFamily, via: NonNullable<RawFamily["gateway"]>): readonly Unplaced[] {
  const { method, addresses, family } = own;
  if (method !== "static" || addresses.length === 0 || via.value.range() === "linkLocal") return [];
  if (addresses.some(({ value }) => contains(value, via.value))) return [];
  const networks = shown(addresses.map(({ value }) => value));
  const message = `is in no ${family === "ipv4" ? "IPv4" : "IPv6"} network of this interface (${networks})`;
  return [error(via.path, message, "Write the address of a router on this link.")];
}

function deviceRules({ path, name, raw, parent, members }: RawInterface): readonly Unplaced[] {
  const out: Unplaced[] = [];
  if (raw.vlan !== undefined && raw.bond !== undefined) {
    const hint = "Make the bond one entry, and the VLAN another with the bond as parent.";
    out.push(error([...path, "vlan"], "stands beside bond: a link is one or the other", hint));
  }
  const kind = raw.vlan === undefined ? "bond" : "VLAN";
  if (raw.mac !== undefined && (raw.vlan !== undefined || raw.bond !== undefined)) {
    const hint = "Remove mac; give it to the port below.";
    out.push(error([...path, "mac"], `finds a port, and a ${kind} is none`, hint));
  }
  if (name !== undefined && parent === name) {
    const hint = "Name the port or bond below the VLAN.";
    out.push(error([...path, "vlan", "parent"], "is the VLAN itself", hint));
  }
  const own = members.find((member) => member.name === name);
  if (own !== undefined) out.push(error(own.path, "is the bond itself", "Name a port."));
  const twice = members.filter((one, at) => members.findIndex((x) => x.name === one.name) !== at);
  out.push(...twice.map((one) => error(one.path, "stands in the list twice", "Remove one.")));
  return out;
}

/** RFC 8200, 5: a link that carries IPv6 takes packets of 1280 bytes; the kernel drops IPv6 below. */
const LEAST_MTU_OF_IPV6 = 1280;

function mtuRules({ path, raw, families }: RawInterface): readonly Unplaced[] {
  const six = families.find(({ family }) => family === "ipv6");
  const isUsed = six?.isGiven === true && six.method !== "none";
  if (!isUsed || typeof raw.mtu !== "number" || raw.mtu >= LEAST_MTU_OF_IPV6 || raw.mtu < 576) {
    return [];
  }
  const hint = "Write mtu: 1280 or more, or ipv6 with method: none.";
  return [error([...path, "mtu"], `is ${raw.mtu}: IPv6 needs 1280 or more`, hint)];
}
