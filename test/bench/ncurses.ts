import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Screen, styleOfBlank } from "../../src/terminal/index.ts";

/** Draws screens with ncurses; one buffer of bytes per screen. */
export interface NcursesPlayer {
  play(screens: readonly Screen[], as: Appearance): readonly Buffer[];
  close(): void;
}

export interface Appearance {
  readonly term: string;
  readonly locale: string;
  /** Whether blanks in bold or coloured text are bold or coloured too: nobody sees it, bytes do. */
  readonly blanks: "plain" | "like their words";
}

/** Says why when there is no compiler or no ncurses to compile against. */
export function compilePlayer(): NcursesPlayer | string {
  const directory = mkdtempSync(join(tmpdir(), "bringup-ncurses-"));
  const program = join(directory, "player");
  const source = join(import.meta.dirname, "ncurses-player.c");
  const compiled = spawnSync("cc", ["-O2", "-o", program, source, "-lncursesw"], {
    encoding: "utf8",
  });
  const close = () => rmSync(directory, { recursive: true, force: true });
  if (compiled.status !== 0) {
    close();
    const why = compiled.error?.message ?? compiled.stderr.split("\n", 1)[0];
    return `needs cc and libncurses-dev: ${why}`;
  }
  return { play: (screens, as) => play(program, screens, as), close };
}

function play(
  program: string,
  screens: readonly Screen[],
  { term, locale, blanks }: Appearance,
): readonly Buffer[] {
  const played = spawnSync(program, [], {
    input: recordingOf(screens, blanks),
    // Padding is for terminals of the seventies; without it ncurses counts bytes, as we do.
    env: { TERM: term, LC_ALL: locale, NCURSES_NO_PADDING: "1" },
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  if (played.status !== 0) throw new Error(`the ncurses player failed: ${played.stderr}`);
  return framesIn(played.stdout);
}

/** The player's input, see ncurses-player.c. */
function recordingOf(screens: readonly Screen[], blanks: Appearance["blanks"]): Buffer {
  const [first] = screens;
  if (first === undefined) throw new Error("nothing was recorded");
  const numbers = [first.columns, first.rows, screens.length];
  for (const screen of screens) {
    const { glyphs, cursor } = screen;
    const styles = blanks === "plain" ? screen.styles : wordStyles(screen);
    numbers.push(cursor?.column ?? -1, cursor?.row ?? -1);
    glyphs.forEach((glyph, at) => {
      const code = glyph.codePointAt(0);
      if (code === undefined) throw new Error("the player draws no wide glyphs");
      numbers.push(code, styles[at] ?? 0);
    });
  }
  return Buffer.from(Int32Array.from(numbers).buffer);
}

/** A blank between two words of one style has that style, as in a text written in one go. */
function wordStyles({ glyphs, styles, columns }: Screen): Uint16Array {
  const worn = Uint16Array.from(styles);
  let last = -1;
  glyphs.forEach((glyph, at) => {
    if (glyph === " ") return;
    const style = styles[at] ?? 0;
    const isOneText = last >= 0 && style === styles[last] && isSameRow(last, at, columns);
    const isShort = at - last <= LONGEST_GAP;
    if (isOneText && isShort && styleOfBlank(style) === 0) worn.fill(style, last + 1, at);
    last = at;
  });
  return worn;
}

/** Wider gaps are columns of a table, which a program leaves out. */
const LONGEST_GAP = 3;

function isSameRow(one: number, other: number, columns: number): boolean {
  return Math.floor(one / columns) === Math.floor(other / columns);
}

function framesIn(output: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < output.length; ) {
    const end = at + 4 + output.readInt32LE(at);
    frames.push(output.subarray(at + 4, end));
    at = end;
  }
  return frames;
}
