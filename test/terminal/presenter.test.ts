import assert from "node:assert/strict";
import { test } from "node:test";
import xterm from "@xterm/headless";
import {
  blankScreen,
  createPresenter,
  type PresentedDevice,
  type Screen,
} from "../../src/terminal/index.ts";
import { wrongCells } from "../support/emulator-cells.ts";
import { createTestClock } from "../support/session.ts";

const FAST = { kind: "ssh", term: "xterm", glyphs: "ascii" } as const;
const CONSOLE = { kind: "vt", term: "linux", glyphs: "ascii" } as const;
const LINE = { kind: "serial", term: "vt220", glyphs: "ascii" } as const;

/** A presenter before an emulator; the far end takes everything unless it is `stopped`. */
function presented(device: Omit<PresentedDevice, "columns" | "rows">) {
  const size = { columns: 80, rows: 24 };
  const emulator = new xterm.Terminal({
    cols: 80,
    rows: 24,
    scrollback: 0,
    allowProposedApi: true,
  });
  const clock = createTestClock();
  const sent: { readonly atMs: number; readonly bytes: string }[] = [];
  const line = { isStopped: false };
  const presenter = createPresenter({
    device: () => ({ ...size, ...device }),
    clock,
    write(bytes) {
      sent.push({ atMs: clock.monotonicMs(), bytes });
      emulator.write(bytes);
      return !line.isStopped;
    },
  });
  return {
    presenter,
    clock,
    sent,
    line,
    bytes: () => sent.reduce((sum, { bytes }) => sum + bytes.length, 0),
    write: (bytes: string) => new Promise<void>((done) => emulator.write(bytes, done)),
    async wrong(wanted: Screen) {
      await new Promise<void>((done) => emulator.write("", done));
      return wrongCells(emulator, wanted);
    },
    async text(row: number) {
      await new Promise<void>((done) => emulator.write("", done));
      return emulator.buffer.active.getLine(row)?.translateToString(true) ?? "";
    },
    [Symbol.dispose]: () => emulator.dispose(),
  };
}

function picture(lineAt: (row: number) => string): Screen {
  const screen = blankScreen(80, 24);
  const glyphs = Array.from({ length: 24 }, (_, row) => lineAt(row).slice(0, 79).padEnd(80));
  return { ...screen, glyphs: glyphs.join("").split("") };
}

const page = (name: string) =>
  picture((row) => (row % 2 === 0 ? `${name} ${row} ${"some words ".repeat(5)}` : ""));

test("a fast device gets each picture in one write, and nothing for one it shows", async () => {
  using far = presented(FAST);
  far.presenter.show(page("one"));
  far.presenter.show(page("one"));
  far.presenter.show(page("two"));
  assert.equal(far.sent.length, 2);
  assert.deepEqual(await far.wrong(page("two")), []);
});

test("a device that takes nothing is sent nothing, and then the newest picture alone", async () => {
  using far = presented(FAST);
  far.line.isStopped = true;
  for (const name of ["one", "two", "three", "four"]) far.presenter.show(page(name));
  assert.equal(far.sent.length, 1);
  far.line.isStopped = false;
  far.presenter.drained();
  assert.equal(far.sent.length, 2);
  assert.equal(far.sent[1]?.bytes.includes("two"), false);
  assert.deepEqual(await far.wrong(page("four")), []);
});

test("a device that took nothing for two seconds is drawn anew: what it got before may be lost", async () => {
  using far = presented(FAST);
  far.presenter.show(page("one"));
  far.line.isStopped = true;
  far.presenter.show(page("two"));
  await far.write("\u001b[H\u001b[Jlost in between");
  far.clock.advance(2500);
  far.line.isStopped = false;
  far.presenter.drained();
  assert.deepEqual(await far.wrong(page("two")), []);
});

for (const [baud, outstandingBytes] of [
  [9600, 48],
  [115_200, 461],
] as const) {
  test(`a line of ${baud} baud never has more than ${outstandingBytes} bytes on their way`, async () => {
    using far = presented({ ...LINE, baud });
    far.presenter.show(page("one"));
    far.clock.advance(500);
    far.presenter.show(page("two"));
    far.clock.advance(3000);
    assert.deepEqual(await far.wrong(page("two")), []);
    let queued = 0;
    let beforeMs = 0;
    for (const { atMs, bytes } of far.sent) {
      queued = Math.max(0, queued - ((atMs - beforeMs) * baud) / 10_000) + bytes.length;
      beforeMs = atMs;
      // The last step of a piece may be a few bytes longer than the room for it.
      assert.ok(queued <= outstandingBytes + 16, `${queued} bytes at ${atMs}`);
    }
  });
}

test("a line of unknown speed is taken for one of 9600 baud, and is kept busy", async () => {
  using far = presented(LINE);
  far.presenter.show(page("one"));
  far.clock.advance(500);
  assert.ok(far.bytes() >= 440 && far.bytes() <= 540, `${far.bytes()} bytes in half a second`);
});

test("title and state come first on a slow line, then what is highlighted, then the bottom", async () => {
  using far = presented({ ...LINE, baud: 1200 });
  const wanted = picture((row) => `line ${row} ${"x".repeat(60)}`);
  wanted.styles.fill(4, 12 * 80, 12 * 80 + 40);
  far.presenter.show(wanted);
  const order: number[] = [];
  for (let pieces = 0; pieces < 400; pieces++) {
    far.clock.advance(20);
    for (const row of [0, 1, 5, 12, 23])
      if (!order.includes(row) && (await far.text(row)).endsWith("x".repeat(60))) order.push(row);
  }
  assert.deepEqual(order, [0, 1, 12, 23, 5]);
});

test("what a key changes comes before the rest of a page that is still under way", async () => {
  using far = presented({ ...LINE, baud: 9600 });
  far.presenter.show(page("one"));
  far.clock.advance(400);
  const marked = picture((row) => (row === 0 ? "title two" : `rest ${row} ${"x".repeat(60)}`));
  far.presenter.touched();
  far.presenter.show(marked);
  far.clock.advance(120);
  assert.equal(await far.text(0), "title two");
  far.clock.advance(6000);
  assert.deepEqual(await far.wrong(marked), []);
});

test("important lines that change all the time do not keep the others away", async () => {
  using far = presented({ ...LINE, baud: 9600 });
  const busy = (count: number) =>
    picture((row) =>
      row < 2 || row > 21 ? `${count} `.repeat(30) : `quiet ${row} ${"x".repeat(40)}`,
    );
  for (let frame = 0; frame < 400; frame++) {
    far.presenter.show(busy(frame));
    far.clock.advance(50);
  }
  for (let row = 2; row <= 21; row++) assert.match(await far.text(row), /^quiet \d+ x{40}$/);
  assert.ok(far.bytes() < 20 * 960 + 100, `${far.bytes()} bytes in 20 s`);
});

for (const device of [CONSOLE, LINE]) {
  test(`what the kernel wrote on a ${device.term} is gone soon after somebody comes back to it`, async () => {
    using far = presented(device);
    far.presenter.show(page("one"));
    far.clock.advance(70_000);
    await far.write(
      "\u001b[20;7H\r\n[ 12.3] usb 1-1: new device\r\n[ 12.4] usb 1-1: ready\r\n\n\n",
    );
    assert.notDeepEqual(await far.wrong(page("one")), []);
    const before = far.bytes();
    far.presenter.touched();
    far.clock.advance(200);
    far.presenter.touched();
    far.clock.advance(900);
    assert.equal(far.bytes(), before, "not while keys are pressed");
    far.clock.advance(4000);
    assert.deepEqual(await far.wrong(page("one")), []);
    assert.ok(far.bytes() - before < 1400, `${far.bytes() - before} bytes`);
  });

  test(`a person at work costs a ${device.term} next to nothing more`, () => {
    using far = presented(device);
    far.presenter.show(page("one"));
    far.clock.advance(3000);
    const before = far.bytes();
    for (let seconds = 0; seconds < 280; seconds += 5) {
      far.presenter.touched();
      far.clock.advance(5000);
    }
    assert.equal(far.bytes(), before);
    for (let seconds = 0; seconds < 60; seconds += 5) {
      far.presenter.touched();
      far.clock.advance(5000);
    }
    assert.ok(far.bytes() > before, "spoilt lines stay spoilt");
    assert.ok(far.bytes() - before < 1400, `${far.bytes() - before} bytes`);
  });
}

test("nobody else writes to a remote terminal: a key costs it nothing", () => {
  using far = presented(FAST);
  far.presenter.show(page("one"));
  const before = far.bytes();
  far.presenter.touched();
  far.clock.advance(60_000);
  assert.equal(far.bytes(), before);
});

test("starting over clears whatever is there, says what is to be asked, and draws the picture", async () => {
  using far = presented(FAST);
  far.presenter.show(page("one"));
  await far.write("\u001b[3;5r\u001b[1;7mgarbage\u000e");
  far.presenter.startOver("\u001b[5n");
  far.presenter.show(page("two"));
  assert.equal(far.sent.length, 2);
  assert.ok(far.sent[1]?.bytes.includes("\u001b[J\u001b[?25l\u001b[5n"), far.sent[1]?.bytes);
  assert.deepEqual(await far.wrong(page("two")), []);
});

test("a paused device is sent nothing until it goes on", async () => {
  using far = presented(LINE);
  far.presenter.show(page("one"));
  far.clock.advance(100);
  far.presenter.pause();
  const before = far.bytes();
  far.presenter.show(page("two"));
  far.presenter.touched();
  far.clock.advance(10_000);
  assert.equal(far.bytes(), before);
  far.presenter.resume();
  far.clock.advance(3000);
  assert.deepEqual(await far.wrong(page("two")), []);
});
