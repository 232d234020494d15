// Bytes of each step on the wire, ours beside ncurses drawing the same recorded screens.
// Run: node --import=tsx test/bench/bytes-against-ncurses.ts [TERM ...]. Exit 1: a bar is missed.
import { PROFILES, type ScreenProfile } from "../support/screen.tsx";
import { MIXED_FRAMES, mixedWalk } from "./mixed-walk.ts";
import { compilePlayer, type NcursesPlayer } from "./ncurses.ts";
import { ourBytes, screensOf } from "./our-bytes.ts";
import { picturesOf } from "./pictures.ts";
import { type RecordedFrame, record } from "./record-frames.ts";
import { stepWalk } from "./step-walk.ts";

/** By how much a single frame of ours may be longer than that of ncurses. */
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

interface Compared {
  readonly step: string;
  readonly ours: number;
  readonly theirs: number;
}

let missed = 0;
const say = (text: string) => process.stdout.write(`${text}\n`);

const player = compilePlayer();
if (typeof player === "string") {
  say(`SKIPPED: ${player}`);
} else {
  const wanted = process.argv.slice(2);
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
  const ours = ourBytes(frames, device);
  const wanted = await picturesOf(ours, device);
  const term = device.env.TERM ?? "";
  const sums: { readonly locale: string; readonly bytes: readonly Buffer[] }[] = [];
  for (const locale of ["C", "C.UTF-8"] as const) {
    const bytes = play(screens, { term, locale });
    if (bytes === undefined) continue;
    mustBeEqual(wanted, await picturesOf(bytes, device), `${device.name}, ${locale}`);
    sums.push({ locale, bytes });
  }
  const total = (bytes: readonly Buffer[]) => bytes.slice(1).reduce((sum, b) => sum + b.length, 0);
  const best = sums.sort((one, other) => total(one.bytes) - total(other.bytes))[0];
  if (best === undefined) throw new Error(`ncurses cannot draw the screens of ${device.name}`);
  return frames.map(({ step }, at) => ({
    step,
    ours: ours[at]?.length ?? 0,
    theirs: best.bytes[at]?.length ?? 0,
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
  const steps = Map.groupBy(compared, ({ step }) => step);
  for (const [step, frames] of steps) {
    const { worst } = sayRow(step, frames);
    if (step !== FIRST && worst > STEP_ALLOWANCE_BYTES) miss();
  }
}

function judgeMixed(compared: readonly Compared[]): void {
  const { share } = sayRow(
    "mixed run",
    compared.filter(({ step }) => step !== FIRST),
  );
  if (share > MIXED_SHARE) miss();
}

function miss(): void {
  missed += 1;
  say("    ^ misses its bar");
}

/** `worst`: most bytes by which one frame of ours is longer. */
function sayRow(step: string, frames: readonly Compared[]): { share: number; worst: number } {
  const sum = (of: (frame: Compared) => number) =>
    frames.reduce((total, frame) => total + of(frame), 0);
  const [ours, theirs] = [sum((frame) => frame.ours), sum((frame) => frame.theirs)];
  const share = theirs === 0 ? 1 : ours / theirs;
  const worst = Math.max(...frames.map((frame) => frame.ours - frame.theirs));
  const signed = `${worst > 0 ? "+" : ""}${worst}`;
  sayColumns(step, [frames.length, ours, theirs, share.toFixed(2), signed]);
  return { share, worst };
}

function sayColumns(step: string, columns: readonly (string | number)[]): void {
  say(`  ${step.padEnd(14)}${columns.map((column) => String(column).padStart(9)).join("")}`);
}
