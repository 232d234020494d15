import { readlinkSync } from "node:fs";
import { type Display, displayOf, type Findings, type TerminalKind } from "./display.ts";

export type { GlyphTier, TerminalKind } from "./display.ts";

/** What the device at the other end can do, as far as is known by now. */
export interface Profile extends Display {
  readonly columns: number;
  readonly rows: number;
  readonly kind: TerminalKind;
  /** As TERM says; "" where it says nothing. */
  readonly term: string;
  /** Bits a second of a real line; absent where there is none, or it is not known. */
  readonly baud?: number;
  /** How a QR code can be drawn: two modules per cell, a cell pair per module, or not at all. */
  readonly qr: "half" | "full" | "none";
  /** A person said so: dark letters on a light screen. */
  readonly isLight?: true;
  /** Xterm and its kin only; consoles and DEC terminals have none. */
  readonly alternateScreen: boolean;
  readonly bracketedPaste: boolean;
  /** How long a lone Esc waits for the rest of a sequence, milliseconds. */
  readonly escapeDelayMs: number;
}

export interface ProfileRequest {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Device node of the terminal, for example `/dev/ttyS0`; see `deviceOf`. */
  readonly device?: string;
  /** Absent: nothing was asked yet, which is how the first frame is drawn. */
  readonly findings?: Findings;
}

export function detectProfile(request: ProfileRequest): Profile {
  const { env, findings = {} } = request;
  const kind = kindOf(request);
  const term = env.TERM ?? "";
  const display = displayOf(kind, env, findings);
  const emulator = kind === "ssh" && EMULATOR.test(term);
  const baud = baudOf(env, findings);
  return {
    ...sizeOf(request),
    ...display,
    kind,
    term,
    ...(baud === undefined ? {} : { baud }),
    qr: qrOf(kind, display, findings),
    ...((findings.chosen?.isLight ?? findings.remembered?.isLight) === true && { isLight: true }),
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
/** Names of terminals that are programs, and understand what xterm does. */
export const EMULATOR =
  /^(?:xterm|tmux|screen|rxvt|alacritty|foot|kitty|wezterm|konsole|gnome|st-|iterm)/;

/** A real line, whose speed means something; a pseudo-terminal has one that means nothing. */
export const isSerialDevice = (device: string | undefined): boolean =>
  device !== undefined && SERIAL_DEVICE.test(device);

function kindOf({ stdin, stdout, env, device }: ProfileRequest): TerminalKind {
  const term = env.TERM ?? "";
  if (stdin.isTTY !== true || stdout.isTTY !== true || term === "dumb" || term === "")
    return "plain";
  const asked = env.BRINGUP_TERMINAL;
  if (asked === "vt" || asked === "ssh" || asked === "serial") return asked;
  if (isSerialDevice(device)) return "serial";
  if (term === "linux") return "vt";
  return DEC.test(term) ? "serial" : "ssh";
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What somebody says, then what the device was heard to have, then what every terminal has. */
function sizeOf({ stdout, env, findings }: ProfileRequest): Size {
  const asked = sizeAsked(env);
  if (asked !== undefined) return asked;
  if (findings?.size !== undefined) return findings.size;
  const { columns = 0, rows = 0 } = stdout;
  if (columns > 0 && rows > 0) return { columns, rows };
  return sizeOfShell(env) ?? { columns: 80, rows: 24 };
}

/** `BRINGUP_SIZE=80x24`. */
export function sizeAsked(env: ProfileRequest["env"]): Size | undefined {
  const [, columns, rows] = /^(\d{1,3})x(\d{1,3})$/.exec(env.BRINGUP_SIZE ?? "") ?? [];
  return columns === undefined || rows === undefined
    ? undefined
    : saneSize(Number(columns), Number(rows));
}

/** What a shell found out and exported. */
export function sizeOfShell(env: ProfileRequest["env"]): Size | undefined {
  return saneSize(Number(env.COLUMNS), Number(env.LINES));
}

/** Anything else is a mistake or noise, and would be worse than a guess. */
export function saneSize(columns: number, rows: number): Size | undefined {
  const isSane = columns >= 20 && columns <= 500 && rows >= 5 && rows <= 200;
  return isSane ? { columns, rows } : undefined;
}

function baudOf(env: ProfileRequest["env"], findings: Findings): number | undefined {
  const asked = Number(env.BRINGUP_BAUD);
  return asked >= 50 && asked <= 4_000_000 ? asked : findings.baud;
}

/** Half blocks are missing from the usual font of a console: it gets whole cells until it has them. */
function qrOf(kind: TerminalKind, { glyphs }: Display, { hasHalfBlocks }: Findings): Profile["qr"] {
  if (kind === "plain") return "none";
  const hasThem = kind === "vt" ? hasHalfBlocks === true && glyphs !== "ascii" : glyphs === "utf8";
  return hasThem ? "half" : "full";
}
