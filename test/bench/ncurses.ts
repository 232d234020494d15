import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Screen, styleOfBlank } from "../../src/terminal/index.ts";

/** Draws screens with ncurses; one buffer of bytes per screen. */
export interface NcursesPlayer {
  /** `undefined` where this locale has no such glyph. */
  play(screens: readonly Screen[], as: Appearance): readonly Buffer[] | undefined;
  close(): void;
}

export interface Appearance {
  readonly term: string;
  readonly locale: "C" | "C.UTF-8";
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

/** What the player says when a glyph has no equal in the locale. */
const NO_SUCH_GLYPH = 3;

function play(
  program: string,
  screens: readonly Screen[],
  { term, locale }: Appearance,
): readonly Buffer[] | undefined {
  const played = spawnSync(program, [], {
    input: recordingOf(screens),
    // Padding is for terminals of the seventies; without it ncurses counts bytes, as we do.
    env: { TERM: term, LC_ALL: locale, NCURSES_NO_PADDING: "1" },
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  if (played.status === NO_SUCH_GLYPH) return undefined;
  if (played.status !== 0) throw new Error(`the ncurses player failed: ${played.stderr}`);
  return framesIn(played.stdout);
}

/** The player's input, see ncurses-player.c. */
function recordingOf(screens: readonly Screen[]): Buffer {
  const [first] = screens;
  if (first === undefined) throw new Error("nothing was recorded");
  const numbers = [first.columns, first.rows, screens.length];
  for (const { glyphs, styles, cursor } of screens) {
    numbers.push(cursor?.column ?? -1, cursor?.row ?? -1);
    glyphs.forEach((glyph, at) => {
      const code = glyph.codePointAt(0);
      if (code === undefined) throw new Error("the player draws no wide glyphs");
      const style = styles[at] ?? 0;
      numbers.push(code, glyph === " " ? styleOfBlank(style) : style);
    });
  }
  return Buffer.from(Int32Array.from(numbers).buffer);
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
