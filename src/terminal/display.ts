export type TerminalKind = "vt" | "ssh" | "serial" | "plain";
export type GlyphTier = "ascii" | "boxes" | "utf8";
/** Colours besides black on white: none, the 8 of a console, or 16. */
export type ColourDepth = 0 | 8 | 16;

/** How the pictures of a device are made: what a person may choose for it. */
export interface Display {
  readonly glyphs: GlyphTier;
  readonly colour: ColourDepth;
}

/** What a person said of a device, some other time or since this console was opened. */
export interface Choices extends Partial<Display> {
  /** Dark letters on a light screen: matters where a QR code has nothing but reverse video. */
  readonly isLight?: boolean;
}

/** What was found out about a device by asking; absent: not asked, or no answer. */
export interface Findings {
  readonly size?: { readonly columns: number; readonly rows: number };
  /** A letter of two bytes took one cell. */
  readonly isUtf8?: boolean;
  /** The font of a console has all that boxes are drawn with. */
  readonly hasBoxGlyphs?: boolean;
  /** It has half blocks too, its own or those lent to it. */
  readonly hasHalfBlocks?: boolean;
  readonly baud?: number;
  /** Chosen for this device some other time. */
  readonly remembered?: Choices;
  /** Chosen since this console was opened: nothing is more recent. */
  readonly chosen?: Choices;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The newest choice first, then the environment, then what was remembered, then the device. */
export function displayOf(kind: TerminalKind, env: Environment, findings: Findings): Display {
  const { chosen, remembered } = findings;
  return {
    glyphs:
      chosen?.glyphs ?? glyphsAsked(env) ?? remembered?.glyphs ?? glyphsOf(kind, env, findings),
    colour: chosen?.colour ?? colourAsked(env) ?? remembered?.colour ?? colourOf(kind, env),
  };
}

/** What comes after this one: UTF-8, boxes, ASCII, ASCII without colour, and again. */
export function nextDisplay(now: Display, deviceColour: ColourDepth): Display {
  const { glyphs, colour } = now;
  if (glyphs === "utf8") return { glyphs: "boxes", colour };
  if (glyphs === "boxes") return { glyphs: "ascii", colour };
  return colour > 0 ? { glyphs, colour: 0 } : { glyphs: "utf8", colour: deviceColour };
}

const GLYPH_WORDS = {
  utf8: "all of UTF-8",
  boxes: "lines and boxes",
  ascii: "ASCII only",
} as const;

/** For the person who changed it: `lines and boxes, 8 colours`. */
export function displayWords({ glyphs, colour }: Display): string {
  return `${GLYPH_WORDS[glyphs]}, ${colour === 0 ? "no colour" : `${colour} colours`}`;
}

/** The colours of a device on which nobody has said anything. DEC terminals and lines are mono. */
export function colourOf(kind: TerminalKind, env: Environment): ColourDepth {
  if ((env.NO_COLOR ?? "") !== "") return 0;
  if (kind === "vt") return 8;
  return kind === "ssh" ? 16 : 0;
}

export function glyphsAsked(env: Environment): GlyphTier | undefined {
  const asked = env.BRINGUP_GLYPHS;
  return asked === "ascii" || asked === "boxes" || asked === "utf8" ? asked : undefined;
}

function colourAsked(env: Environment): ColourDepth | undefined {
  const asked = env.BRINGUP_COLOUR ?? env.BRINGUP_COLOR;
  return asked === "0" || asked === "8" || asked === "16"
    ? (Number(asked) as ColourDepth)
    : undefined;
}

/** An answer of the device counts more than what a locale, often of another machine, says of it. */
function glyphsOf(kind: TerminalKind, env: Environment, findings: Findings): GlyphTier {
  if (kind === "serial" || kind === "plain") return "ascii";
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  if (!(findings.isUtf8 ?? /utf-?8/i.test(locale))) return "ascii";
  if (kind === "ssh") return "utf8";
  return findings.hasBoxGlyphs === false ? "ascii" : "boxes";
}
