import ipaddr from "ipaddr.js";
import { type Address, addressText, type Network } from "./address.ts";

/** `10.10.216.81` in a /24 as `10.10.216.0/24`. */
export function networkText(network: Network): string {
  return `${addressText(baseOf(network))}/${network.prefix}`;
}

/** The address with all host bits zero. */
export function baseOf({ address, prefix }: Network): Address {
  return changed(address, (byte, index) => byte & maskByte(prefix, index));
}

/** The address with all host bits one: the broadcast address in IPv4. */
export function lastOf({ address, prefix }: Network): Address {
  return changed(address, (byte, index) => byte | (~maskByte(prefix, index) & 0xff));
}

/** The first usable address of a network: where Kubernetes puts its own service. */
export function firstAddress(network: Network): string {
  return addressAt(network, 1);
}

/** The address `offset` (0..255) above the base of the network. */
export function addressAt(network: Network, offset: number): string {
  let carry = offset;
  const bytes = baseOf(network).toByteArray();
  for (let index = bytes.length - 1; index >= 0 && carry > 0; index--) {
    carry += bytes[index] ?? 0;
    bytes[index] = carry & 0xff;
    carry >>= 8;
  }
  return ipaddr.fromByteArray(bytes).toString();
}

export function contains({ address, prefix }: Network, host: Address): boolean {
  if (address.kind() !== host.kind()) return false;
  const other = host.toByteArray();
  return address.toByteArray().every((byte, index) => {
    const mask = maskByte(prefix, index);
    return (byte & mask) === ((other[index] ?? 0) & mask);
  });
}

export function overlap(a: Network, b: Network): boolean {
  return a.prefix <= b.prefix ? contains(a, b.address) : contains(b, a.address);
}

/** Whether a bit to the right of the prefix is set: a host's address, not the network's. */
export function hasHostBits(network: Network): boolean {
  return addressText(baseOf(network)) !== addressText(network.address);
}

const INSIDE = new Set(["private", "uniqueLocal", "carrierGradeNat"]);

/** Whether the whole network is set aside for inside use (RFC 1918, 4193, 6598). */
export function isInside(network: Network): boolean {
  const [first, last] = [baseOf(network).range(), lastOf(network).range()];
  return INSIDE.has(first) && first === last;
}

/** `255.255.255.0` is 24; `undefined` for what is no mask. */
export function prefixOfMask(text: string): number | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask() ?? undefined;
}

function changed(address: Address, byte: (byte: number, index: number) => number): Address {
  return ipaddr.fromByteArray(address.toByteArray().map(byte));
}

function maskByte(prefix: number, index: number): number {
  const left = Math.min(8, Math.max(0, prefix - 8 * index));
  return (0xff << (8 - left)) & 0xff;
}
