import assert from "node:assert/strict";
import { test } from "node:test";
import xterm from "@xterm/headless";
import fc from "fast-check";
import {
  blankScreen,
  capabilitiesOf,
  difference,
  type Screen,
  type Shown,
} from "../../src/terminal/index.ts";
import { DEVICE_PROFILES } from "../support/device-profiles.ts";
import { isCursorVisible, wrongCells } from "../support/emulator-cells.ts";
import { cases } from "../support/every-cut.ts";
import { changed, frameChanges } from "../support/random-pictures.ts";

/** Together some 2000 frames over all devices with `MANY_CUTS=1`; test/bench/presenter-frames.ts has the 100 000. */
const RUNS = 45;

const sizes = fc.record({
  columns: fc.integer({ min: 1, max: 90 }),
  rows: fc.integer({ min: 1, max: 26 }),
});

function opened({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  const emulator = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 0,
    allowProposedApi: true,
  });
  const write = (bytes: string) => new Promise<void>((done) => emulator.write(bytes, done));
  return { emulator, write, [Symbol.dispose]: () => emulator.dispose() };
}

for (const profile of DEVICE_PROFILES) {
  const capabilities = capabilitiesOf(profile);
  const sequences = fc.array(frameChanges(profile), { minLength: 1, maxLength: 14 });

  test(`whatever changes, ${profile.name} shows the wanted picture, cell for cell`, () =>
    fc.assert(
      fc.asyncProperty(sizes, sequences, async (size, frames) => {
        using device = opened(size);
        let wanted = blankScreen(size.columns, size.rows);
        let shown: Shown | undefined;
        for (const changes of frames) {
          wanted = changed(wanted, changes);
          const next = difference(shown, wanted, capabilities);
          shown = next.shown;
          await device.write(next.bytes);
          assert.deepEqual(wrongCells(device.emulator, wanted), [], JSON.stringify(next.bytes));
          if (capabilities.cursorHiding)
            assert.equal(isCursorVisible(device.emulator), wanted.cursor !== undefined);
        }
      }),
      { numRuns: cases(RUNS) },
    ));

  const pieces = fc.array(
    fc.record({ frame: frameChanges(profile), budgets: fc.array(fc.integer({ min: 1, max: 90 })) }),
    { minLength: 1, maxLength: 6 },
  );

  test(`cut anywhere and overtaken by newer pictures, ${profile.name} comes to the newest`, () =>
    fc.assert(
      fc.asyncProperty(sizes, pieces, async (size, frames) => {
        using device = opened(size);
        let wanted: Screen = blankScreen(size.columns, size.rows);
        let shown: Shown | undefined;
        let isWhole = true;
        const send = async (budgetBytes: number) => {
          const next = difference(shown, wanted, capabilities, {
            budgetBytes,
            isContinuation: !isWhole,
          });
          ({ shown, isWhole } = next);
          await device.write(next.bytes);
        };
        for (const { frame, budgets } of frames) {
          wanted = changed(wanted, frame);
          for (const budgetBytes of budgets) await send(budgetBytes);
        }
        for (let pieces = 0; !isWhole || pieces === 0; pieces++) {
          assert.ok(pieces < 4000, "it comes no nearer");
          await send(24);
        }
        assert.deepEqual(wrongCells(device.emulator, wanted), []);
      }),
      { numRuns: cases(15) },
    ));
}
