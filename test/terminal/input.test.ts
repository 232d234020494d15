import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, mock, suite, test } from "node:test";
import { openTerminal, type Terminal } from "../../src/terminal/index.ts";
import { runInPty } from "../support/pty.ts";
import { ttyEnds } from "../support/tty-ends.ts";

const open: Terminal[] = [];
let nowMs = 0;

const XTERM = { TERM: "xterm-256color", LANG: "C.UTF-8" };
const LINE = { TERM: "vt220" };

/** An open terminal whose other end is this test. */
function openOn(env: Readonly<Record<string, string>> = XTERM) {
  let sent = "";
  const { stdin, stdout, streams } = ttyEnds({ columns: 80, rows: 24 }, (text) => {
    sent += text;
  });
  const terminal = openTerminal({
    ...streams,
    env,
    guardProcess: false,
    clock: {
      monotonicMs: () => nowMs,
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
  });
  open.push(terminal);
  const keys: string[] = [];
  terminal.stdin.on("readable", () => keys.push(String(terminal.stdin.read())));
  const wait = (ms: number) => {
    nowMs += ms;
    mock.timers.tick(ms);
  };
  return {
    terminal,
    stdout,
    keys,
    wait,
    draw: (frame: string) => void terminal.stdout.write(frame),
    /** Sends bytes, and lets the keys of them reach the screens. */
    send(bytes: string | Uint8Array) {
      stdin.emit("data", Buffer.from(bytes));
      wait(20);
    },
    /** What was sent since the last call. */
    sent() {
      const now = sent;
      sent = "";
      return now;
    },
  };
}

/** Its first frame is on the screen and it has answered. */
function settled(env?: Readonly<Record<string, string>>) {
  const device = openOn(env);
  device.draw("Overview");
  device.send(env === LINE ? "\u001b[24;80R" : "\u001b[1;2R");
  device.wait(1000);
  device.sent();
  return device;
}

/** All that is on a screen that was cleared just before. */
function wholeAfterClear(bytes: string): string {
  const [, ...rest] = bytes.split("\u001b[J");
  return rest.join("");
}

const ASKS = "\u001b[6n";

suite("a terminal in use", () => {
  beforeEach(() => {
    nowMs = 0;
    mock.timers.enable({ apis: ["setTimeout", "setImmediate"] });
  });
  afterEach(() => {
    for (const terminal of open.splice(0)) terminal.close();
    mock.timers.reset();
  });

  test("XOFF holds the picture back until XON, and then it is the newest one", () => {
    const { draw, send, sent } = settled();
    send("\u0013");
    draw("Checks");
    draw("Status");
    assert.equal(sent(), "");
    send("\u0011");
    const bytes = sent();
    assert.match(bytes, /Status/);
    assert.doesNotMatch(bytes, /Checks/);
  });

  test("a key goes on where an XOFF was noise, and is a key as well", () => {
    const { draw, send, sent, keys } = settled();
    send("\u0013");
    draw("Status");
    assert.equal(sent(), "");
    send("j");
    assert.match(sent(), /Status/);
    assert.deepEqual(keys, ["j"]);
  });

  test("neither XON nor XOFF is ever a key", () => {
    const { send, keys } = settled();
    send("\u0013");
    send("\u0011");
    assert.deepEqual(keys, []);
  });

  test("a window that changes while XOFF holds is drawn in its new size after XON", () => {
    const { send, sent, stdout, terminal, draw } = settled();
    terminal.onResize(() => draw(`${terminal.profile().columns} columns`));
    send("\u0013");
    Object.assign(stdout, { columns: 100, rows: 30 }).emit("resize");
    assert.equal(sent(), "");
    send("\u0011");
    assert.match(wholeAfterClear(sent()), /100 columns/);
  });

  test("a BREAK clears, asks the size again and draws all of it, once for a row of noise", () => {
    const { send, sent, terminal, wait } = settled(LINE);
    send("\u0000\u0000\u0000");
    wait(400);
    const bytes = sent();
    assert.match(wholeAfterClear(bytes), /Overview/);
    assert.equal(bytes.split(ASKS).length, 2);
    send("\u001b[50;132R");
    wait(1000);
    assert.equal(terminal.profile().columns, 132);
    assert.equal(terminal.profile().rows, 50);
    assert.match(sent(), /Overview/);
  });

  test("an answer that changes nothing draws nothing", () => {
    const { send, sent, terminal } = settled();
    terminal.repaint();
    assert.match(sent(), /Overview/);
    send("\u001b[1;2R");
    assert.equal(sent(), "");
  });

  test("an answer is no key, whole, split or late", () => {
    const { send, keys, terminal, wait } = settled(LINE);
    terminal.repaint();
    send("\u001b");
    wait(200);
    send("[24;8");
    wait(200);
    send("0R");
    wait(1000);
    send("\u001b[24;80R");
    assert.deepEqual(keys, []);
  });

  test("what was typed before the first frame decides nothing", () => {
    const { send, keys, draw, wait } = openOn();
    send("q\r");
    send("y\r");
    draw("Overview");
    wait(100);
    assert.deepEqual(keys, []);
    send("j");
    assert.deepEqual(keys, ["j"]);
  });

  test("what is typed ahead comes out in order, one key at a time", () => {
    const { send, keys, wait } = settled();
    for (const read of ["j\u001b[B", "\u001b[", "A\r", "k\t\u001b[Z", "\r\n"]) send(read);
    wait(100);
    assert.deepEqual(keys, ["j", "\u001b[B", "\u001b[A", "\r", "k", "\t", "\u001b[Z", "\r"]);
  });

  test("noise faster than the screens can take it is let go, and what comes after it counts", () => {
    const { send, keys, wait } = settled();
    send("\u0007".repeat(20_000));
    wait(100);
    assert.equal(keys.length, 1000);
    send("j");
    assert.equal(keys.at(-1), "j");
  });

  test("Esc is known after 50 ms, and on a line after 150 ms", () => {
    for (const { send, keys, wait, escapeMs } of [
      { ...settled(XTERM), escapeMs: 50 },
      { ...settled(LINE), escapeMs: 150 },
    ]) {
      send("\u001b");
      wait(escapeMs - 21);
      assert.deepEqual(keys, []);
      wait(2);
      assert.deepEqual(keys, ["\u001b[27u"]);
    }
  });
});

const HOLDER = join(import.meta.dirname, "..", "support", "terminal-holder.ts");

test("what was typed while the first frame was made decides nothing either", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "bringup-input-"));
  const isTyped = join(folder, "typed");
  const app = runInPty({ argv: [process.execPath, "--no-warnings", HOLDER, "slow", isTyped] });
  t.after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  await app.waitFor("opened.");
  app.type("x\r");
  writeFileSync(isTyped, "");
  await app.waitFor("painted-by-");
  app.type("y");
  assert.match(await app.waitFor(/heard .\./), /heard y\./);
});
