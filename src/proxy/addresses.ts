import ipaddr from "ipaddr.js";

/** Addresses and networks as Go's `net` reads them: strict dotted quads, no zones, no short forms. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

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
  return prefix <= (address.kind() === "ipv4" ? 32 : 128) ? { address, prefix } : undefined;
}

export function contains({ address, prefix }: Network, host: Address): boolean {
  if (address.kind() !== host.kind()) return false;
  const network = bits(address);
  return bits(host).slice(0, prefix) === network.slice(0, prefix);
}

export function isLoopback(address: Address): boolean {
  return address.range() === "loopback";
}

export function isSameAddress(a: Address, b: Address): boolean {
  return a.kind() === b.kind() && a.toNormalizedString() === b.toNormalizedString();
}

/** `10.10.216.81` in a /24 as `10.10.216.0/24`. */
export function networkText({ address, prefix }: Network): string {
  const bytes = address.toByteArray().map((byte, index) => byte & maskByte(prefix, index));
  return `${ipaddr.fromByteArray(bytes).toString()}/${prefix}`;
}

/** The first usable address of a network: where Kubernetes puts its own service. */
export function firstAddress({ address, prefix }: Network): string {
  const bytes = address.toByteArray().map((byte, index) => byte & maskByte(prefix, index));
  const last = bytes.length - 1;
  return ipaddr.fromByteArray(bytes.with(last, (bytes[last] ?? 0) | 1)).toString();
}

/** RFC 1918, RFC 4193, link-local, carrier-grade NAT: nothing a site proxy is needed for. */
export function isLocalAddress(address: Address): boolean {
  const local = ["private", "uniqueLocal", "linkLocal", "loopback", "carrierGradeNat"];
  return local.includes(address.range());
}

function maskByte(prefix: number, index: number): number {
  const left = Math.min(8, Math.max(0, prefix - 8 * index));
  return (0xff << (8 - left)) & 0xff;
}

function bits(address: Address): string {
  return address
    .toByteArray()
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
}
