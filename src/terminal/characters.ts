/** Turns bytes into characters across reads. What is no UTF-8 is noise and is left out. */
export function createCharacterReader(): (bytes: Uint8Array) => string {
  let missing = 0;
  let code = 0;
  let least = 0;

  function lead(byte: number): string {
    missing = 0;
    if (byte < 0x80) return String.fromCharCode(byte);
    if (byte < 0xc2 || byte > 0xf4) return EIGHT_BIT_CONTROLS[byte] ?? "";
    missing = 1 + Number(byte >= 0xe0) + Number(byte >= 0xf0);
    code = byte & (0x3f >> missing);
    least = LEAST[missing] ?? 0;
    return "";
  }

  function follow(byte: number): string {
    missing -= 1;
    code = (code << 6) | (byte & 0x3f);
    const isCharacter = code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return missing === 0 && isCharacter ? String.fromCodePoint(code) : "";
  }

  return (bytes) => {
    let text = "";
    for (const byte of bytes)
      text += missing > 0 && (byte & 0xc0) === 0x80 ? follow(byte) : lead(byte);
    return text;
  };
}

/** The first code point that needs so many bytes after the first; a longer spelling is no UTF-8. */
const LEAST = [0, 0x80, 0x800, 0x10000] as const;

/** Terminals in 8-bit mode send one byte where others send Esc and a letter. */
const EIGHT_BIT_CONTROLS: Readonly<Record<number, string>> = Object.fromEntries(
  [0x8f, 0x90, 0x98, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f].map((byte) => [
    byte,
    `\u001b${String.fromCharCode(byte - 0x40)}`,
  ]),
);
