import { readlinkSync } from "node:fs";

/** What the device at the other end can do, decided once and without asking it anything. */
export interface Profile {
  readonly columns: number;
  readonly rows: number;
  readonly kind: TerminalKind;
  readonly glyphs: GlyphTier;
  /** Colours besides black on white: none, the 8 of a console, or 16. */
  readonly colour: 0 | 8 | 16;
  /** How a QR code can be drawn: two modules per cell, a cell pair per module, or not at all. */
  readonly qr: "half" | "full" | "none";
  /** Xterm and its kin only; consoles and DEC terminals have none. */
  readonly alternateScreen: boolean;
  readonly bracketedPaste: boolean;
  /** How long a lone Esc waits for the rest of a sequence, milliseconds. */
  readonly escapeDelayMs: number;
}

export type TerminalKind = "vt" | "ssh" | "serial" | "plain";
export type GlyphTier = "ascii" | "boxes" | "utf8";

export interface ProfileRequest {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Device node of the terminal, for example `/dev/ttyS0`; see `deviceOf`. */
  readonly device?: string;
}

export function detectProfile(request: ProfileRequest): Profile {
  const { env } = request;
  const kind = kindOf(request);
  const term = env.TERM ?? "";
  const glyphs = glyphsOf(kind, env);
  const colour = colourOf(kind, env);
  const emulator = kind === "ssh" && EMULATOR.test(term);
  return {
    ...sizeOf(request),
    kind,
    glyphs,
    colour,
    qr: qrOf(kind, glyphs),
    alternateScreen: emulator,
    bracketedPaste: emulator,
    escapeDelayMs: kind === "serial" ? 150 : 50,
  };
}

/** Where a file descriptor leads, for example `/dev/pts/3`; `undefined` where that cannot be read. */
export function deviceOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

const SERIAL_DEVICE =
  /^\/dev\/(?:tty(?:S|USB|AMA|ACM|HS|PS|TCU|THS|mxc|O|LP|SC)|hvc|ttyprintk)\d*$/;
const DEC = /^vt\d|^ansi$|^wyse/;
const EMULATOR = /^(?:xterm|tmux|screen|rxvt|alacritty|foot|kitty|wezterm|konsole|gnome|st-|iterm)/;

function kindOf({ stdin, stdout, env, device }: ProfileRequest): TerminalKind {
  const term = env.TERM ?? "";
  if (stdin.isTTY !== true || stdout.isTTY !== true || term === "dumb" || term === "")
    return "plain";
  if (device !== undefined && SERIAL_DEVICE.test(device)) return "serial";
  if (term === "linux") return "vt";
  return DEC.test(term) ? "serial" : "ssh";
}

/** A serial line says 0x0: then what the environment says, if sane, else what every terminal has. */
function sizeOf({ stdout, env }: ProfileRequest): { columns: number; rows: number } {
  const { columns = 0, rows = 0 } = stdout;
  if (columns > 0 && rows > 0) return { columns, rows };
  const [wide, high] = [Number(env.COLUMNS), Number(env.LINES)];
  const sane = wide >= 20 && wide <= 500 && high >= 5 && high <= 200;
  return sane ? { columns: wide, rows: high } : { columns: 80, rows: 24 };
}

function glyphsOf(kind: TerminalKind, env: ProfileRequest["env"]): GlyphTier {
  const wanted = env.BRINGUP_GLYPHS;
  if (wanted === "ascii" || wanted === "boxes" || wanted === "utf8") return wanted;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  if (kind === "serial" || kind === "plain" || !/utf-?8/i.test(locale)) return "ascii";
  return kind === "vt" ? "boxes" : "utf8";
}

/** An explicit wish first, then NO_COLOR, then the device. DEC terminals and serial lines are mono. */
function colourOf(kind: TerminalKind, env: ProfileRequest["env"]): Profile["colour"] {
  const wanted = env.BRINGUP_COLOUR ?? env.BRINGUP_COLOR;
  if (wanted === "0" || wanted === "8" || wanted === "16") return Number(wanted) as 0 | 8 | 16;
  if ((env.NO_COLOR ?? "") !== "") return 0;
  if (kind === "vt") return 8;
  return kind === "ssh" ? 16 : 0;
}

/** Half blocks are missing from the usual console font, so a console gets whole cells. */
function qrOf(kind: TerminalKind, glyphs: GlyphTier): Profile["qr"] {
  if (kind === "plain") return "none";
  return glyphs === "utf8" ? "half" : "full";
}
