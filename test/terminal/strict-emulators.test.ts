import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { blankScreen, capabilitiesOf, difference, type Shown } from "../../src/terminal/index.ts";
import { DEVICE_PROFILES, type DeviceProfile } from "../support/device-profiles.ts";
import { cases } from "../support/every-cut.ts";
import { changed, frameChanges } from "../support/random-pictures.ts";
import { STRICT_DEVICES, type StrictDevice } from "../support/strict-tables.ts";
import { createStrictTerminal } from "../support/strict-terminal.ts";
import { strictlyWrong } from "../support/strict-wrong.ts";

const RUNS = 40;
const SIZE = { columns: 40, rows: 12 };

const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  vt100: ["\u001b[5G", "\u001b[3X", "\u001b[?25l", "\u001b[22m", "\u001b[L", "─", "\u001b[?2026h"],
  vt220: ["\u001b[5G", "\u001b[2d", "\u001b[38;5;7m", "é", "\u001b[?1049h", "\u001b[2E"],
  linux: ["\u001b[5G", "\u001b[2E", "\u001b[?2026h", "\u001b[?1049h", "\u001b[>1u", "\u001b[9b"],
};

for (const device of STRICT_DEVICES) {
  test(`the strict ${device.name} tells on what is outside its table, and on what depends on the model`, () => {
    for (const bytes of [
      ...(OUTSIDE[device.name] ?? []),
      "\u001b[12;1H\n",
      `\u001b[1;1H${"x".repeat(41)}`,
      `\u001b[1;1H${"x".repeat(40)}\u001b[K`,
      "\u001b[12;40Hx",
      "\u001b[7m\u001b[K",
      "\u001b[5",
    ]) {
      const terminal = createStrictTerminal(device, SIZE);
      terminal.write(bytes);
      assert.equal(terminal.violations.length, 1, JSON.stringify(bytes));
    }
  });

  for (const profile of DEVICE_PROFILES.filter(({ term }) => term === device.term)) {
    test(`random pictures stay within the table of ${profile.name}, and come out right`, () =>
      fc.assert(
        fc.property(
          fc.array(frameChanges(profile), { minLength: 1, maxLength: 12 }),
          fc.array(fc.option(fc.integer({ min: 8, max: 120 })), { minLength: 1 }),
          (frames, budgets) => drawAll(device, profile, { frames, budgets }),
        ),
        { numRuns: cases(RUNS) },
      ));
  }
}

interface Story {
  readonly frames: readonly Parameters<typeof changed>[1][];
  /** Bytes per piece, used in turn; `null`: the whole picture at once. */
  readonly budgets: readonly (number | null)[];
}

function drawAll(device: StrictDevice, profile: DeviceProfile, { frames, budgets }: Story): void {
  const terminal = createStrictTerminal(device, SIZE);
  const capabilities = capabilitiesOf(profile);
  let wanted = blankScreen(SIZE.columns, SIZE.rows);
  let shown: Shown | undefined;
  let isWhole = true;
  for (const [index, changes] of frames.entries()) {
    wanted = changed(wanted, changes);
    const budgetBytes = budgets[index % budgets.length] ?? Number.POSITIVE_INFINITY;
    const next = difference(shown, wanted, capabilities, { budgetBytes, isContinuation: !isWhole });
    ({ shown, isWhole } = next);
    terminal.write(next.bytes);
    assert.deepEqual([...terminal.violations, ...terminal.leftovers()], [], next.bytes);
    if (isWhole) assert.deepEqual(strictlyWrong(terminal, wanted), [], next.bytes);
  }
}
