// Bytes of each step on the wire, ours beside ncurses drawing the same recorded screens.
// Run: node --import=tsx test/bench/bytes-against-ncurses.ts [--bytes] [TERM ...]. Exit 1: a bar is missed.
import { PROFILES, type ScreenProfile } from "../support/screen.tsx";
import { MIXED_FRAMES, mixedWalk } from "./mixed-walk.ts";
import { compilePlayer, type NcursesPlayer } from "./ncurses.ts";
import { ourBytes, screensOf } from "./our-bytes.ts";
import { picturesOf } from "./pictures.ts";
import { type RecordedFrame, record } from "./record-frames.ts";
import { stepWalk } from "./step-walk.ts";

/** By how many bytes a step of ours may be longer than that of ncurses, on the average of its frames. */
const STEP_ALLOWANCE_BYTES = 6;
const MIXED_SHARE = 0.85;
/** Shown without a bar: ncurses sets a terminal up here, and so do we, in another way. */
const FIRST = "first paint";

const DEVICES: readonly ScreenProfile[] = [
  { ...PROFILES.utf8, name: "xterm-256color" },
  { ...PROFILES.console, name: "linux" },
  { ...PROFILES.ascii, name: "vt220" },
  { ...PROFILES.ascii, name: "vt100", env: { TERM: "vt100", LANG: "C" } },
];

/** The ways a program could draw with ncurses; ours is held against the shorter one. */
const WAYS = ["plain", "like their words"] as const;

interface Compared {
  readonly step: string;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/** Show the bytes of both sides where a single frame is over the allowance. */
const isTelling = process.argv.includes("--bytes");
let missed = 0;
const say = (text: string) => process.stdout.write(`${text}\n`);

const player = compilePlayer();
if (typeof player === "string") {
  say(`SKIPPED: ${player}`);
} else {
  const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  for (const device of DEVICES) {
    if (wanted.length > 0 && !wanted.includes(device.name)) continue;
    say(`\nTERM=${device.name}, ${device.columns}x${device.rows}`);
    sayColumns("step", ["frames", "ours", "ncurses", "ratio", "worst"]);
    judgeSteps(await compare(player, await record(device, stepWalk), device));
    const mixed = (await record(device, mixedWalk)).slice(0, MIXED_FRAMES + 1);
    judgeMixed(await compare(player, mixed, device));
  }
  player.close();
  say(missed === 0 ? "\nall bars held" : `\n${missed} bars missed`);
  process.exitCode = missed === 0 ? 0 : 1;
}

/** Bytes of both sides per frame; both must show the same cells after every frame. */
async function compare(
  { play }: NcursesPlayer,
  frames: readonly RecordedFrame[],
  device: ScreenProfile,
): Promise<readonly Compared[]> {
  const screens = screensOf(frames, device);
  const ours = ourBytes(screens, device);
  const wanted = await picturesOf(ours, device);
  const { TERM: term = "", LANG: locale = "C" } = device.env;
  const all: (readonly Buffer[])[] = [];
  for (const blanks of WAYS) {
    const bytes = play(screens, { term, locale, blanks });
    mustBeEqual(wanted, await picturesOf(bytes, device), `${device.name}, blanks ${blanks}`);
    all.push(bytes);
  }
  const total = (bytes: readonly Buffer[]) => bytes.slice(1).reduce((sum, b) => sum + b.length, 0);
  const [best = []] = all.sort((one, other) => total(one) - total(other));
  const none = Buffer.alloc(0);
  return frames.map(({ step }, at) => ({
    step,
    ours: ours[at] ?? none,
    theirs: best[at] ?? none,
  }));
}

function mustBeEqual(ours: readonly string[], theirs: readonly string[], where: string): void {
  const at = ours.findIndex((picture, frame) => picture !== theirs[frame]);
  if (at < 0) return;
  const rows = (ours[at] ?? "").split("\n").flatMap((row, index) => {
    const other = (theirs[at] ?? "").split("\n")[index];
    return row === other ? [] : [`row ${index + 1}`, `  ours    ${row}`, `  ncurses ${other}`];
  });
  throw new Error(`${where}: frame ${at} looks different\n${rows.join("\n")}`);
}

function judgeSteps(compared: readonly Compared[]): void {
  for (const [step, frames] of Map.groupBy(compared, (frame) => frame.step)) {
    sayRow(step, frames);
    const over = frames.filter((frame) => excess(frame) > STEP_ALLOWANCE_BYTES);
    if (isTelling) for (const frame of over) tell(frame);
    const overall = frames.reduce((sum, frame) => sum + excess(frame), 0);
    if (step === FIRST || overall <= STEP_ALLOWANCE_BYTES * frames.length) continue;
    miss(`over ncurses + ${STEP_ALLOWANCE_BYTES}`);
  }
}

function judgeMixed(compared: readonly Compared[]): void {
  const share = sayRow("mixed run", compared.slice(1));
  if (share > MIXED_SHARE) miss(`over ${MIXED_SHARE} of ncurses`);
}

function miss(how: string): void {
  missed += 1;
  say(`    ^ MISSED: ${how}`);
}

function excess({ ours, theirs }: Compared): number {
  return ours.length - theirs.length;
}

function tell({ ours, theirs }: Compared): void {
  say(`      ours    ${ours.length} ${JSON.stringify(ours.toString())}`);
  say(`      ncurses ${theirs.length} ${JSON.stringify(theirs.toString())}`);
}

/** `worst`: most bytes by which one frame of ours is longer. Gives the share of ncurses. */
function sayRow(step: string, frames: readonly Compared[]): number {
  const ours = frames.reduce((sum, frame) => sum + frame.ours.length, 0);
  const theirs = frames.reduce((sum, frame) => sum + frame.theirs.length, 0);
  const share = theirs === 0 ? 1 : ours / theirs;
  const worst = Math.max(...frames.map(excess));
  const signed = `${worst > 0 ? "+" : ""}${worst}`;
  sayColumns(step, [frames.length, ours, theirs, share.toFixed(2), signed]);
  return share;
}

function sayColumns(step: string, columns: readonly (string | number)[]): void {
  say(`  ${step.padEnd(14)}${columns.map((column) => String(column).padStart(9)).join("")}`);
}
