import { writeFile } from "node:fs/promises";
import { LAT15 } from "./console-fonts.ts";

/** A font of version 1 with ASCII and what Debian's Lat15 has; all bitmaps differ. */
export function fontVersion1(): Uint8Array {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));
  const others = [...LAT15];
  const drawn = Array.from({ length: 256 }, (_, place): readonly string[] => {
    if (place < 0x20) return [];
    // One glyph for two letters of the same shape, as fonts have it.
    if (place === 0x41) return ["A", "Α"];
    const one = place < 0x7f ? ascii[place - 0x20] : others[place - 0x7f];
    return one === undefined ? [] : [one];
  });
  // Fonts of 256 glyphs hold the box characters that screens use; here they come last in the list.
  for (const [index, box] of [..."─│┌┐└┘├┤┬┴┼█░▒"].entries()) drawn[0x10 + index] = [box];
  const bitmaps = drawn.flatMap((_, place) =>
    Array.from({ length: 16 }, (_unused, row) => (place * 7 + row) & 0xff),
  );
  const table = drawn.flatMap((each) => [
    ...each.flatMap((character) => shortOf(character.charCodeAt(0))),
    ...shortOf(0xffff),
  ]);
  return Uint8Array.from([0x36, 0x04, 2, 16, ...bitmaps, ...table]);
}

const shortOf = (code: number) => [code & 0xff, code >> 8];

/**
 * Stands for setfont(8) of kbd 2.5: `-C DEVICE -O FILE` saves the font of a console with its table,
 * `-C DEVICE FILE` loads one. The console is a file of the folder, `tty1.loaded`; `calls` has a line
 * for each call that is over.
 */
export async function standInSetfont(path: string, folder: string): Promise<void> {
  const script = `#!/bin/sh
[ "$1" = -C ] || exit 64
console="${folder}/\${2##*/}.loaded"
case $3 in
  -O) cp "$console" "$4" ;;
  *) cp "$3" "$console" ;;
esac
echo "$*" >>"${folder}/calls"
`;
  await writeFile(path, script, { mode: 0o755 });
}
