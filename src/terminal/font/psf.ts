/**
 * A console font as kbd(8) saves and loads it, PC Screen Font version 1 or 2: equally large bitmaps
 * and, for each of them, the characters it is drawn for.
 */
export interface ConsoleFont {
  readonly width: number;
  readonly height: number;
  /** One bitmap after another: rows from the top, each padded to whole bytes, first pixel highest. */
  readonly bitmaps: readonly Uint8Array[];
  /** What each bitmap stands for, in the order of `bitmaps`; sequences of characters are left out. */
  readonly characters: readonly (readonly string[])[];
}

const MAGIC_1 = [0x36, 0x04];
const MAGIC_2 = [0x72, 0xb5, 0x4a, 0x86];
/** Version 1: bits of the mode byte. */
const IS_512 = 1;
const HAS_TABLE = 2 | 4;
const HEADER_1 = 4;
const HEADER_2 = 32;
/** The kernel takes no larger ones (`max_font_glyphs`, `max_font_height`). */
const MOST_GLYPHS = 512;
const MOST_PIXELS = 64;

/** `undefined` for what is no such font, is cut off, or has no table of characters. */
export function readFont(file: Uint8Array): ConsoleFont | undefined {
  if (startsWith(file, MAGIC_1)) return readVersion1(file);
  return startsWith(file, MAGIC_2) ? readVersion2(file) : undefined;
}

/** As version 2, which holds all that version 1 can. */
export function writeFont({ width, height, bitmaps, characters }: ConsoleFont): Uint8Array {
  const header = new Uint8Array(HEADER_2);
  const view = new DataView(header.buffer);
  header.set(MAGIC_2);
  const size = bytesOf(width, height);
  const fields = [0, HEADER_2, 1, bitmaps.length, size, height, width];
  for (const [index, field] of fields.entries()) view.setUint32(4 + 4 * index, field, true);
  const encoder = new TextEncoder();
  const table = characters.flatMap((each) => [...encoder.encode(each.join("")), 0xff]);
  return Uint8Array.from([...header, ...bitmaps.flatMap((bitmap) => [...bitmap]), ...table]);
}

function readVersion1(file: Uint8Array): ConsoleFont | undefined {
  const [, , mode = 0, height = 0] = file;
  if ((mode & HAS_TABLE) === 0) return undefined;
  const count = (mode & IS_512) === 0 ? 256 : 512;
  const bitmaps = bitmapsIn(file, { start: HEADER_1, count, width: 8, height });
  const rest = file.subarray(HEADER_1 + count * height);
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  const characters: string[][] = [];
  let found: string[] = [];
  let isSequence = false;
  for (let at = 0; at + 1 < rest.byteLength && characters.length < count; at += 2) {
    const code = view.getUint16(at, true);
    if (code === 0xffff) {
      characters.push(found);
      found = [];
      isSequence = false;
    } else if (code === 0xfffe) isSequence = true;
    else if (!isSequence) found.push(String.fromCharCode(code));
  }
  return whole({ width: 8, height, bitmaps, characters });
}

function readVersion2(file: Uint8Array): ConsoleFont | undefined {
  if (file.byteLength < HEADER_2) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [start = 0, flags = 0, count = 0, size = 0, height = 0, width = 0] = Array.from(
    { length: 6 },
    (_, index) => view.getUint32(8 + 4 * index, true),
  );
  if ((flags & 1) === 0 || size !== bytesOf(width, height)) return undefined;
  const bitmaps = bitmapsIn(file, { start, count, width, height });
  const characters: string[][] = [];
  let from = start + count * size;
  for (let at = from; at < file.byteLength && characters.length < count; at++) {
    if (file[at] !== 0xff) continue;
    const entry = file.subarray(from, at);
    const sequences = entry.indexOf(0xfe);
    const singles = sequences < 0 ? entry : entry.subarray(0, sequences);
    characters.push([...new TextDecoder().decode(singles)]);
    from = at + 1;
  }
  return whole({ width, height, bitmaps, characters });
}

interface Shape {
  readonly start: number;
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

function bitmapsIn(
  file: Uint8Array,
  { start, count, width, height }: Shape,
): readonly Uint8Array[] {
  const isSane =
    (count === 256 || count === MOST_GLYPHS) &&
    Math.min(width, height) >= 1 &&
    Math.max(width, height) <= MOST_PIXELS;
  const size = bytesOf(width, height);
  if (!isSane || start + count * size > file.byteLength) return [];
  return Array.from({ length: count }, (_, index) =>
    file.slice(start + index * size, start + (index + 1) * size),
  );
}

function whole(font: ConsoleFont): ConsoleFont | undefined {
  const { bitmaps, characters } = font;
  return bitmaps.length > 0 && characters.length === bitmaps.length ? font : undefined;
}

/** Bytes of one bitmap. */
export function bytesOf(width: number, height: number): number {
  return Math.ceil(width / 8) * height;
}

function startsWith(file: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => file[index] === byte);
}
