import ipaddr from "ipaddr.js";

/** A network or one address, ready to compare. */
export interface Range {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** `undefined` for what is neither an address nor a network: the schema has said so already. */
export function rangeOf(text: string): Range | undefined {
  const [address = "", prefix] = text.split("/");
  if (!ipaddr.isValid(address) || (ipaddr.IPv4.isValid(address) && !isDotted(address))) {
    return undefined;
  }
  const bytes = ipaddr.parse(address).toByteArray();
  const bits = prefix === undefined ? bytes.length * 8 : Number(prefix);
  return Number.isInteger(bits) && bits >= 0 && bits <= bytes.length * 8
    ? { bytes, prefix: bits }
    : undefined;
}

function isDotted(address: string): boolean {
  return /^\d+(\.\d+){3}$/.test(address);
}

export function overlap(a: Range, b: Range): boolean {
  if (a.bytes.length !== b.bytes.length) return false;
  const shared = Math.min(a.prefix, b.prefix);
  return a.bytes.every((byte, index) => {
    const bits = Math.max(0, Math.min(8, shared - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((b.bytes[index] ?? 0) & mask);
  });
}

/** The network an address with host bits set stands for: `10.42.7.0/16` is in `10.42.0.0/16`. */
export function networkOf(range: Range): string {
  const bytes = range.bytes.map((byte, index) => {
    const bits = Math.max(0, Math.min(8, range.prefix - index * 8));
    return byte & ((0xff << (8 - bits)) & 0xff);
  });
  return `${ipaddr.fromByteArray(bytes).toString()}/${range.prefix}`;
}

const PRIVATE = new Set(["private", "uniqueLocal", "carrierGradeNat"]);

/** Whether the whole network is set aside for inside use (RFC 1918, 4193, 6598). */
export function isInside(range: Range): boolean {
  const first = networkOf(range).split("/")[0] ?? "";
  const kind = ipaddr.parse(first).range();
  if (!PRIVATE.has(kind)) return false;
  return range.prefix >= narrowest(kind, range.bytes[0] ?? 0);
}

/** Shortest prefix that still lies wholly inside its private block. */
function narrowest(kind: string, firstByte: number): number {
  if (kind === "uniqueLocal") return 7;
  if (kind === "carrierGradeNat") return 10;
  if (firstByte === 10) return 8;
  return firstByte === 172 ? 12 : 16;
}
