import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, mock, suite, test } from "node:test";
import { type Device, openDevice } from "../../src/terminal/device.ts";

const open: Device[] = [];

interface Situation {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly device?: string;
  readonly memoryFile?: string;
}

function deviceIn({ env = {}, columns = 80, rows = 24, ...more }: Situation) {
  const learned: string[] = [];
  const stdout = { isTTY: true, columns, rows };
  const device = openDevice({
    stdin: { isTTY: true },
    stdout,
    env: { TERM: "vt220", ...env },
    descriptor: -1,
    ...more,
    onLearned: (about) => learned.push(about),
    onWaiting: (isWaiting) => learned.push(isWaiting ? "waits" : "waits no more"),
  });
  open.push(device);
  const size = () => [device.profile().columns, device.profile().rows];
  const cursorAt = (row: number, column: number) => device.hear({ is: "cursor", row, column });
  return { device, stdout, learned, size, cursorAt };
}

const ASKS_SIZE = "\u001b[999;999H\u001b[6n\u001b[H";
const ASKS_UTF8 = "\u001b[Hé\u001b[6n\r\u001b[K";
const UNKNOWN = { columns: 0, rows: 0 };
const XTERM = { TERM: "xterm-256color", LANG: "C.UTF-8" };

suite("what a device is asked and what it answers", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setImmediate"] }));
  afterEach(() => {
    for (const device of open.splice(0)) device.close();
    mock.timers.reset();
  });

  test("a size of 0x0 is learned from where the cursor stops", () => {
    const { device, learned, size, cursorAt } = deviceIn(UNKNOWN);
    assert.deepEqual(size(), [80, 24]);
    assert.equal(device.questions(), ASKS_SIZE);
    cursorAt(43, 132);
    assert.deepEqual(size(), [132, 43]);
    assert.deepEqual(learned, ["waits", "picture", "waits no more"]);
  });

  test("no answer within half a second leaves 80x24, and a later one is not believed", () => {
    const { device, learned, size, cursorAt } = deviceIn(UNKNOWN);
    device.questions();
    mock.timers.tick(499);
    assert.deepEqual(learned, ["waits"]);
    mock.timers.tick(2);
    assert.deepEqual(learned, ["waits", "waits no more"]);
    cursorAt(43, 132);
    assert.deepEqual(size(), [80, 24]);
  });

  test("an absurd size is noise", () => {
    for (const [row, column] of [
      [1, 1],
      [999, 999],
      [24, 9999],
    ] as const) {
      const { device, size, cursorAt } = deviceIn(UNKNOWN);
      device.questions();
      cursorAt(row, column);
      assert.deepEqual(size(), [80, 24]);
    }
  });

  test("a line is asked again and again, whatever its driver says; others only at 0x0", () => {
    const line = deviceIn({});
    assert.equal(line.device.questions(), ASKS_SIZE);
    line.cursorAt(24, 80);
    assert.equal(line.device.questions(), ASKS_SIZE);
    line.cursorAt(50, 132);
    assert.deepEqual(line.size(), [132, 50]);
    assert.equal(deviceIn({ env: XTERM }).device.questions(), ASKS_UTF8);
    assert.equal(
      deviceIn({ env: XTERM, ...UNKNOWN }).device.questions(),
      `${ASKS_UTF8}${ASKS_SIZE}`,
    );
    const known = { ...XTERM, COLUMNS: "100", LINES: "30" };
    assert.equal(deviceIn({ env: known, ...UNKNOWN }).device.questions(), ASKS_UTF8);
    assert.equal(deviceIn({ env: { TERM: "linux" }, ...UNKNOWN }).device.questions(), ASKS_UTF8);
    assert.equal(deviceIn({ env: { TERM: "dumb" }, ...UNKNOWN }).device.questions(), "");
  });

  test("a letter of two bytes in two cells is no UTF-8, whatever the locale says", () => {
    const liar = deviceIn({ env: XTERM });
    liar.device.questions();
    liar.cursorAt(1, 3);
    assert.equal(liar.device.profile().glyphs, "ascii");
    const poor = deviceIn({ env: { TERM: "xterm", LANG: "C" } });
    poor.device.questions();
    poor.cursorAt(1, 2);
    assert.equal(poor.device.profile().glyphs, "utf8");
    const silent = deviceIn({ env: XTERM });
    silent.device.questions();
    mock.timers.tick(501);
    assert.equal(silent.device.profile().glyphs, "utf8");
  });

  test("what somebody says in the environment is neither asked nor overruled", () => {
    const { device, cursorAt } = deviceIn({
      env: {
        TERM: "vt220",
        BRINGUP_TERMINAL: "ssh",
        BRINGUP_SIZE: "100x30",
        BRINGUP_BAUD: "9600",
        BRINGUP_GLYPHS: "boxes",
        BRINGUP_COLOUR: "8",
      },
      ...UNKNOWN,
    });
    assert.equal(device.questions(), "");
    cursorAt(24, 80);
    const { kind, columns, rows, baud, glyphs, colour } = device.profile();
    assert.deepEqual(
      { kind, columns, rows, baud, glyphs, colour },
      {
        kind: "ssh",
        columns: 100,
        rows: 30,
        baud: 9600,
        glyphs: "boxes",
        colour: 8,
      },
    );
  });

  test("a window that changes counts more than what was once answered", () => {
    const { device, stdout, size, cursorAt } = deviceIn(UNKNOWN);
    device.questions();
    cursorAt(43, 132);
    Object.assign(stdout, { columns: 132, rows: 43 });
    assert.equal(device.resized(), false);
    Object.assign(stdout, { columns: 100, rows: 30 });
    assert.equal(device.resized(), true);
    assert.deepEqual(size(), [100, 30]);
  });
});

suite("how a device is drawn", () => {
  const folders: string[] = [];
  const memoryFile = () => {
    const folder = mkdtempSync(join(tmpdir(), "bringup-device-"));
    folders.push(folder);
    return join(folder, "state", "terminals.json");
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  test("the ways of drawing come round, each said in words", () => {
    const { device, learned } = deviceIn({ env: XTERM });
    const said = [1, 2, 3, 4].map(() => device.nextDisplay());
    assert.deepEqual(said, [
      "lines and boxes, 16 colours",
      "ASCII only, 16 colours",
      "ASCII only, no colour",
      "all of UTF-8, 16 colours",
    ]);
    assert.deepEqual(learned, ["picture", "picture", "picture", "picture"]);
  });

  test("a choice is remembered for its device and for no other", () => {
    const file = memoryFile();
    const before = { env: { TERM: "vt220" }, device: "/dev/ttyS0", memoryFile: file };
    const { device } = deviceIn(before);
    assert.equal(device.profile().glyphs, "ascii");
    device.nextDisplay();
    assert.equal(device.nextDisplay(), "lines and boxes, no colour");
    assert.equal(deviceIn(before).device.profile().glyphs, "boxes");
    assert.equal(deviceIn({ ...before, device: "/dev/ttyS1" }).device.profile().glyphs, "ascii");
    const said = { ...before, env: { TERM: "vt220", BRINGUP_GLYPHS: "ascii" } };
    assert.equal(deviceIn(said).device.profile().glyphs, "ascii");
  });

  test("that a screen is light is remembered for its device, and pins nothing else", () => {
    const file = memoryFile();
    const before = { env: { TERM: "vt220" }, device: "/dev/ttyS0", memoryFile: file };
    const { device, learned } = deviceIn(before);
    device.turnQr();
    assert.deepEqual([device.profile().isLight, learned], [true, ["picture"]]);
    const again = deviceIn(before).device;
    assert.equal(again.profile().isLight, true);
    const utf8 = { ...before, env: { TERM: "vt220", BRINGUP_GLYPHS: "utf8" } };
    assert.equal(deviceIn(utf8).device.profile().glyphs, "utf8");
    again.nextDisplay();
    assert.equal(again.profile().isLight, true);
    again.turnQr();
    const last = deviceIn(before).device;
    assert.deepEqual([last.profile().isLight, last.profile().glyphs], [undefined, "utf8"]);
  });

  test("a memory that is damaged or cannot be written costs nothing", () => {
    const file = join(memoryFile(), "..", "..", "terminals.json");
    for (const text of ["{", "[]", '{"/dev/ttyS0": {"glyphs": "runes", "colour": 9}}']) {
      writeFileSync(file, text);
      const { device } = deviceIn({ device: "/dev/ttyS0", memoryFile: file });
      assert.equal(device.profile().glyphs, "ascii", text);
    }
    const { device } = deviceIn({ memoryFile: join(file, "terminals.json") });
    assert.equal(device.nextDisplay(), "all of UTF-8, no colour");
  });
});
