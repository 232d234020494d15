import ipaddr from "ipaddr.js";

/** Addresses and networks as Go's `net` reads them: strict dotted quads, no zones, no short forms. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address with the length of its network's prefix; host bits may be set. */
export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** An IPv4 address inside IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
export function parseAddress(text: string): Address | undefined {
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(text);
  const isLong = text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text);
  return isPlain || isLong ? ipaddr.process(text) : undefined;
}

export function parseNetwork(text: string): Network | undefined {
  const [, host = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseAddress(host);
  const prefix = Number(bits);
  if (address === undefined || bits === "") return undefined;
  return prefix <= widthOf(address) ? { address, prefix } : undefined;
}

/** A network, or one address as the network that holds nothing else. */
export function parseRange(text: string): Network | undefined {
  const address = parseAddress(text);
  return address === undefined ? parseNetwork(text) : { address, prefix: widthOf(address) };
}

/** Bits of an address of this family. */
export function widthOf(address: Address): number {
  return address.kind() === "ipv4" ? 32 : 128;
}

/** One spelling per address (RFC 5952): `2001:DB8:0::1` is `2001:db8::1`. */
export function addressText(address: Address): string {
  return address.toString();
}

export function isSameAddress(a: Address, b: Address): boolean {
  return a.kind() === b.kind() && addressText(a) === addressText(b);
}

/** One spelling for what is an address or an address with prefix; all else stays as it is. */
export function normalText(text: string): string {
  const address = parseAddress(text);
  if (address !== undefined) return addressText(address);
  const network = parseNetwork(text);
  return network === undefined ? text : `${addressText(network.address)}/${network.prefix}`;
}

export function isLoopback(address: Address): boolean {
  return address.range() === "loopback";
}

/** RFC 1918, RFC 4193, link-local, carrier-grade NAT: nothing a site proxy is needed for. */
export function isLocalAddress(address: Address): boolean {
  const local = ["private", "uniqueLocal", "linkLocal", "loopback", "carrierGradeNat"];
  return local.includes(address.range());
}
