/** The few shapes of DER (X.690) that a certificate needs. */
export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...parts);
}

/** Of a positive number as bytes: a leading bit that is set would make it negative. */
export function integer(bytes: Uint8Array): Buffer {
  const [first = 0] = bytes;
  return tagged(0x02, first > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

export function bits(content: Uint8Array): Buffer {
  return tagged(0x03, Buffer.from([0]), content);
}

export function octets(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

export function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text));
}

export const TRUE = tagged(0x01, Buffer.from([0xff]));

/** UTCTime until 2049, GeneralizedTime after it, as RFC 5280 4.1.2.5 wants. */
export function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
  return Number(text.slice(0, 4)) < 2050
    ? tagged(0x17, Buffer.from(text.slice(2)))
    : tagged(0x18, Buffer.from(text));
}

export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(size: number): readonly number[] {
  if (size < 128) return [size];
  return size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
