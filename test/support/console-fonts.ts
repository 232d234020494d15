/**
 * What a console of the kernel can show beside ASCII, as data: the two fonts there is nearly always
 * one of. Glyphs that stand in for others (an A for an A with an accent) do not count as having it.
 */

/** Built into the kernel: the upper half of code page 437, as `drivers/tty/vt/cp437.uni` maps it. */
export const KERNEL_FONT = new Set(
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»" +
    "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■" +
    "☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼",
);

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));

/**
 * What Debian loads for languages of western Europe: the Unicode table of
 * `Lat15-Fixed16.psf.gz` of console-setup-linux 1.221, the same in the other Lat15 fonts.
 */
export const LAT15 = new Set([
  ...range(0xa1, 0xac),
  ...range(0xae, 0xff),
  ..."ŒœŠšŸŽž‐–—‘’‚“”„†‡•…‰‹›ⁿ€™←↑→↓∞∩≈≠≡≤≥■▮▲▶▼◀◈●◆",
  ...range(0x2500, 0x257f),
  ..."█░▒",
]);
