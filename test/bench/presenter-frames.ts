// Random frames on six devices: what an emulator shows beside what was wanted, cell for cell.
// Run: node --import=tsx test/bench/presenter-frames.ts [frames] [seed]. Exit 1: a cell differs.
import xterm from "@xterm/headless";
import fc from "fast-check";
import {
  blankScreen,
  capabilitiesOf,
  difference,
  type Screen,
  type Shown,
} from "../../src/terminal/index.ts";
import { DEVICE_PROFILES, type DeviceProfile } from "../support/device-profiles.ts";
import { wrongCells } from "../support/emulator-cells.ts";
import { changed, frameChanges } from "../support/random-pictures.ts";

const total = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
/** Every so many frames the device is another size, and what it shows is not known. */
const FRAMES_PER_SIZE = 250;
/** Every so often a frame goes out in pieces, and the next overtakes it. */
const CUT_EVERY = 7;

interface Counted {
  readonly frames: number;
  readonly bytes: number;
  readonly cells: number;
  readonly wrong: number;
  readonly drawMs: number;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const startMs = performance.now();
say("device                     frames      cells  differing      bytes  µs/frame");
let isRight = true;
for (const device of DEVICE_PROFILES) {
  const share = Math.ceil(total / DEVICE_PROFILES.length);
  const { frames, bytes, cells, wrong, drawMs } = await drawMany(device, share);
  isRight &&= wrong === 0;
  const perFrame = Math.round((drawMs * 1000) / frames);
  const numbers = [
    [frames, 8],
    [cells, 11],
    [wrong, 11],
    [bytes, 11],
    [perFrame, 10],
  ] as const;
  say(
    `${device.name.padEnd(25)}${numbers.map(([value, width]) => String(value).padStart(width)).join("")}`,
  );
}
say(
  `${Math.round((performance.now() - startMs) / 1000)} s; ${isRight ? "no cell differs" : "MISSED"}`,
);
process.exitCode = isRight ? 0 : 1;

async function drawMany(device: DeviceProfile, frames: number): Promise<Counted> {
  const sum = { frames: 0, bytes: 0, cells: 0, wrong: 0, drawMs: 0 };
  for (let round = 0; sum.frames < frames; round++) {
    const count = Math.min(FRAMES_PER_SIZE, frames - sum.frames);
    const [stories = []] = fc.sample(
      fc.array(frameChanges(device), { minLength: count, maxLength: count, size: "max" }),
      { numRuns: 1, seed: seed * 10_007 + round },
    );
    const size = { columns: 1 + ((round * 37) % 132), rows: 1 + ((round * 11) % 50) };
    const part = await drawStory(device, round < 2 ? { columns: 80, rows: 24 } : size, stories);
    for (const name of ["frames", "bytes", "cells", "wrong", "drawMs"] as const)
      sum[name] += part[name];
  }
  return sum;
}

async function drawStory(
  device: DeviceProfile,
  size: { readonly columns: number; readonly rows: number },
  stories: readonly Parameters<typeof changed>[1][],
): Promise<Counted> {
  const { columns: cols, rows } = size;
  const emulator = new xterm.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true });
  const capabilities = capabilitiesOf(device);
  const sum = { frames: 0, bytes: 0, cells: 0, wrong: 0, drawMs: 0 };
  let wanted = blankScreen(size.columns, size.rows);
  let shown: Shown | undefined;
  /** Looks at once when the emulator is that far, and waits for it only now and then. */
  const lookAt = (picture: Screen) => () => {
    const wrong = wrongCells(emulator, picture);
    sum.cells += size.columns * size.rows;
    sum.wrong += wrong.length;
    if (wrong.length > 0) say(`${device.name}, ${cols}x${rows}: ${wrong.slice(0, 3).join("; ")}`);
  };
  for (const changes of stories) {
    wanted = changed(wanted, changes);
    const isCut = sum.frames % CUT_EVERY === CUT_EVERY - 1 && sum.frames < stories.length - 1;
    const beforeMs = performance.now();
    const made = difference(shown, wanted, capabilities, isCut ? { budgetBytes: 40 } : {});
    sum.drawMs += performance.now() - beforeMs;
    shown = made.shown;
    sum.frames += 1;
    sum.bytes += Buffer.byteLength(made.bytes);
    emulator.write(made.bytes, made.isWhole ? lookAt(wanted) : undefined);
  }
  await new Promise<void>((resolve) => emulator.write("", resolve));
  emulator.dispose();
  return sum;
}
