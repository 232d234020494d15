import { EMULATOR, type Profile } from "../profile.ts";

/**
 * What a device can do beyond what all of ours can: CUP, CUU, CUD, CUF, CUB, CR, LF, BS, EL to the
 * end, ED and SGR 0, 1, 4, 7. Anything not listed here is never sent.
 */
export interface Capabilities {
  /** `CSI n G`. Many serial programs take it for column 1. */
  readonly columnAddress: boolean;
  /** `CSI n d`. */
  readonly rowAddress: boolean;
  /** HT to the next column that is a multiple of eight, as every device is found. */
  readonly tabs: boolean;
  /** `CSI n X`: blanks without moving. */
  readonly eraseCells: boolean;
  /** `CSI 1 K`. */
  readonly eraseToStart: boolean;
  /** DECSTBM, with LF and RI at its margins. */
  readonly scrollRegion: boolean;
  /** SGR 22, 24, 27, 39 and 49: one attribute taken away, the others kept. */
  readonly attributeOff: boolean;
  /** `CSI ? 25 h` and `l`. */
  readonly cursorHiding: boolean;
  /** How line drawing is said: not at all, as DEC's second set (SO, SI), or as it is. */
  readonly lines: "ascii" | "dec" | "utf8";
  /** Others write to the same device: where the cursor was left is not where it is. */
  readonly isShared: boolean;
}

type Commands = Omit<Capabilities, "lines" | "isShared">;

const VT100: Commands = {
  columnAddress: false,
  rowAddress: false,
  tabs: true,
  eraseCells: false,
  eraseToStart: true,
  scrollRegion: true,
  attributeOff: false,
  cursorHiding: false,
};
const VT220: Commands = { ...VT100, eraseCells: true, attributeOff: true, cursorHiding: true };
// Where bytes cost nothing, somebody's own tab stops are not worth a thought.
const LINUX: Commands = { ...VT220, rowAddress: true, tabs: false };
const XTERM: Commands = { ...LINUX, columnAddress: true };
const UNKNOWN: Commands = { ...VT100, tabs: false, eraseToStart: false, scrollRegion: false };

const DEVICES: readonly (readonly [RegExp, Commands])[] = [
  [EMULATOR, XTERM],
  [/^linux/, LINUX],
  [/^vt[2-5]\d\d/, VT220],
  [/^vt1\d\d/, VT100],
];

export function capabilitiesOf(device: {
  readonly term: string;
  readonly kind: Profile["kind"];
  readonly glyphs: Profile["glyphs"];
}): Capabilities {
  const { term, kind, glyphs } = device;
  const commands = DEVICES.find(([name]) => name.test(term))?.[1] ?? UNKNOWN;
  return {
    ...commands,
    // What is at the other end of a line is a program we do not know, whatever TERM says.
    ...(kind === "serial" ? { columnAddress: false, rowAddress: false } : {}),
    lines: linesOf(kind, glyphs),
    isShared: kind === "serial" || kind === "vt",
  };
}

/** Serial programs split UTF-8 and lose columns; SO and SI are bytes they all pass on. */
function linesOf(kind: Profile["kind"], glyphs: Profile["glyphs"]): Capabilities["lines"] {
  if (glyphs === "ascii") return "ascii";
  return kind === "serial" && glyphs === "boxes" ? "dec" : "utf8";
}
