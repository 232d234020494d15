/** Holes that a power cut left in a log; a wide encoding has its zeros one by one. */
const HOLE = /\0{8,}/g;
const ZERO = 0;
/** Of bytes that no text has; beyond this it is no text. */
const MOST_CONTROLS = 0.02;
const LOOKED_AT = 64 * 1024;

/** The text in a piece of a file, without holes; `undefined`: it is not text that can be searched. */
export function readablePart(chunk: Uint8Array): Uint8Array | undefined {
  if (controlShare(chunk) > MOST_CONTROLS) return undefined;
  if (!chunk.includes(ZERO)) return chunk;
  const filled = Buffer.from(chunk).toString("latin1").replace(HOLE, "");
  const text = filled.replaceAll("\0", "");
  if (filled.length - text.length > 2 + filled.length * MOST_CONTROLS) return undefined;
  return Buffer.from(text, "latin1");
}

/** Zeros are judged by themselves; tab, line ends and the escape of colours are text. */
function controlShare(chunk: Uint8Array): number {
  const looked = chunk.subarray(0, LOOKED_AT);
  let controls = 0;
  for (const byte of looked)
    if (byte < 32 && byte !== ZERO && byte !== 27 && (byte < 8 || byte > 13)) controls += 1;
  return looked.length === 0 ? 0 : controls / looked.length;
}
