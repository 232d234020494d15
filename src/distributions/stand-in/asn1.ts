/** The few DER encodings an X.509 certificate needs (X.690). Pure. */
export type Der = Uint8Array<ArrayBuffer>;

export function sequence(...parts: readonly Der[]): Der {
  return tagged(0x30, parts);
}

export function set(...parts: readonly Der[]): Der {
  return tagged(0x31, parts);
}

/** `[n]`, constructed. */
export function explicit(tag: number, ...parts: readonly Der[]): Der {
  return tagged(0xa0 | tag, parts);
}

/** `[n]`, primitive: the choices of a GeneralName. */
export function implicit(tag: number, content: Uint8Array): Der {
  return tagged(0x80 | tag, [new Uint8Array(content)]);
}

/** Non-negative, big endian. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const trimmed = first < 0 ? [0] : [...bytes.slice(first)];
  return tagged(0x02, [Uint8Array.from((trimmed[0] ?? 0) > 0x7f ? [0, ...trimmed] : trimmed)]);
}

export function boolean(value: boolean): Der {
  return Uint8Array.from([0x01, 0x01, value ? 0xff : 0]);
}

export function bitString(content: Uint8Array, unusedBits = 0): Der {
  return tagged(0x03, [Uint8Array.from([unusedBits, ...content])]);
}

export function octetString(content: Uint8Array): Der {
  return tagged(0x04, [new Uint8Array(content)]);
}

export function utf8(text: string): Der {
  return tagged(0x0c, [new TextEncoder().encode(text)]);
}

/** `1.2.840.10045.4.3.2` */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, [Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)])]);
}

/** Whole seconds, GeneralizedTime. */
export function time(epochMs: number): Der {
  const text = new Date(epochMs)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  // Years before 2050 must be UTCTime (RFC 5280 4.1.2.5).
  const isShort = Number(text.slice(0, 4)) < 2050;
  return tagged(isShort ? 0x17 : 0x18, [new TextEncoder().encode(isShort ? text.slice(2) : text)]);
}

function base128(value: number): readonly number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function tagged(tag: number, parts: readonly Uint8Array[]): Der {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return Uint8Array.from([tag, ...lengthOf(size), ...parts.flatMap((part) => [...part])]);
}

function lengthOf(size: number): readonly number[] {
  if (size < 0x80) return [size];
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
