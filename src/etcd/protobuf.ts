import { isUtf8 } from "node:buffer";

/** A field of a message we want, under the name that JSON has for it; all others are passed over. */
export interface Field {
  readonly name: string;
  /** Names: of the values of an enumeration, from 0 on. */
  readonly as: "word" | "flag" | "text" | readonly string[] | { readonly message: Shape };
  readonly isMany?: true;
}

/** Fields by their number in the .proto file. */
export type Shape = Readonly<Record<number, Field>>;

/** More fields in one message are no answer of a cluster of at most 1000 members. */
const MOST_FIELDS = 4096;
const WORD_BITS = 64n;
const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/**
 * Pure. A message in the wire format of Protocol Buffers as the JSON gateway would say it: 64-bit
 * numbers as decimal text, and what is not there left out. `undefined`: it is none, or not of this shape.
 */
export function readMessage(bytes: Uint8Array, shape: Shape): object | undefined {
  const cursor: Cursor = { bytes, at: 0 };
  const said = new Map<string, unknown>();
  for (let count = 0; cursor.at < bytes.length; count++) {
    const field = nextField(cursor);
    if (field === undefined || count >= MOST_FIELDS) return undefined;
    const wanted = shape[field.number];
    if (wanted === undefined) continue;
    const value = contentAs(field.content, wanted.as);
    if (value === undefined) return undefined;
    const before = said.get(wanted.name);
    if (wanted.isMany !== true) said.set(wanted.name, value);
    else if (Array.isArray(before)) before.push(value);
    else said.set(wanted.name, [value]);
  }
  return Object.fromEntries(said);
}

function contentAs(content: bigint | Uint8Array | undefined, as: Field["as"]): unknown {
  if (typeof content === "bigint") {
    if (as === "word") return content.toString();
    if (as === "flag") return content !== 0n;
    return Array.isArray(as) ? (as[Number(content)] ?? content.toString()) : undefined;
  }
  if (content === undefined) return undefined;
  if (as === "text") return isUtf8(content) ? new TextDecoder().decode(content) : undefined;
  return typeof as === "object" && "message" in as ? readMessage(content, as.message) : undefined;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

interface RawField {
  readonly number: number;
  /** Absent: of a fixed size, which nothing we want has. */
  readonly content?: bigint | Uint8Array;
}

/** `undefined`: garbage, or the end comes too early. */
function nextField(cursor: Cursor): RawField | undefined {
  const key = nextVarint(cursor);
  if (key === undefined || key > 0xffff_ffffn || key < 8n) return undefined;
  const number = Number(key >> 3n);
  switch (Number(key & 7n)) {
    case VARINT: {
      const content = nextVarint(cursor);
      return content === undefined ? undefined : { number, content };
    }
    case BYTES: {
      const size = nextVarint(cursor);
      const content = size === undefined ? undefined : take(cursor, size);
      return content === undefined ? undefined : { number, content };
    }
    case FIXED_64:
      return take(cursor, 8n) === undefined ? undefined : { number };
    case FIXED_32:
      return take(cursor, 4n) === undefined ? undefined : { number };
    default:
      return undefined;
  }
}

function take(cursor: Cursor, size: bigint): Uint8Array | undefined {
  if (size > BigInt(cursor.bytes.length - cursor.at)) return undefined;
  const from = cursor.at;
  cursor.at += Number(size);
  return cursor.bytes.subarray(from, cursor.at);
}

function nextVarint(cursor: Cursor): bigint | undefined {
  let value = 0n;
  for (let shift = 0n; shift < WORD_BITS; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value >> WORD_BITS === 0n ? value : undefined;
  }
  return undefined;
}
