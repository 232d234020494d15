import type { Profile } from "../../src/terminal/index.ts";

export interface DeviceProfile {
  readonly name: string;
  readonly term: string;
  readonly kind: Profile["kind"];
  readonly glyphs: Profile["glyphs"];
  readonly colour: Profile["colour"];
  /** Glyphs this device shows as they are. */
  readonly alphabet: string;
}

const LETTERS = "abcxyz_~`|09AZ->     ";
const LINES = "─│┌┘┼▒°";

/** The devices a picture has to be right on. */
export const DEVICE_PROFILES: readonly DeviceProfile[] = [
  {
    name: "xterm",
    term: "xterm-256color",
    kind: "ssh",
    glyphs: "utf8",
    colour: 16,
    alphabet: `${LETTERS}${LINES}█é日本語…▀`,
  },
  {
    name: "linux",
    term: "linux",
    kind: "vt",
    glyphs: "boxes",
    colour: 8,
    alphabet: `${LETTERS}${LINES}█░«`,
  },
  { name: "vt220", term: "vt220", kind: "serial", glyphs: "ascii", colour: 0, alphabet: LETTERS },
  {
    name: "vt220 with line drawing",
    term: "vt220",
    kind: "serial",
    glyphs: "boxes",
    colour: 0,
    alphabet: `${LETTERS}${LINES}`,
  },
  { name: "vt100", term: "vt100", kind: "serial", glyphs: "ascii", colour: 0, alphabet: LETTERS },
  {
    name: "unknown",
    term: "wyse60",
    kind: "serial",
    glyphs: "ascii",
    colour: 0,
    alphabet: LETTERS,
  },
];
