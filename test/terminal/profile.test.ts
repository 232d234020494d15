import assert from "node:assert/strict";
import { test } from "node:test";
import { detectProfile } from "../../src/terminal/index.ts";

const TTY = { isTTY: true, columns: 80, rows: 24 };
const detect = (
  env: Record<string, string>,
  more: { device?: string; columns?: number; rows?: number } = {},
) => {
  const { device, ...size } = more;
  return detectProfile({
    stdin: { isTTY: true },
    stdout: { ...TTY, ...size },
    env,
    ...(device === undefined ? {} : { device }),
  });
};

test("each kind of device is told from TERM and its node", () => {
  assert.equal(detect({ TERM: "linux" }).kind, "vt");
  assert.equal(detect({ TERM: "xterm-256color" }).kind, "ssh");
  assert.equal(detect({ TERM: "tmux-256color" }).kind, "ssh");
  assert.equal(detect({ TERM: "vt100" }).kind, "serial");
  assert.equal(detect({ TERM: "xterm" }, { device: "/dev/ttyS0" }).kind, "serial");
  assert.equal(detect({ TERM: "xterm" }, { device: "/dev/ttyUSB1" }).kind, "serial");
  assert.equal(detect({ TERM: "linux" }, { device: "/dev/tty1" }).kind, "vt");
  assert.equal(detect({ TERM: "dumb" }).kind, "plain");
  assert.equal(detectProfile({ stdin: {}, stdout: TTY, env: { TERM: "xterm" } }).kind, "plain");
});

test("a device of size 0x0 takes a sane size from the environment, else 80x24", () => {
  const unknown = { columns: 0, rows: 0 };
  const size = ({ columns, rows }: { columns: number; rows: number }) => [columns, rows];
  assert.deepEqual(size(detect({ TERM: "vt220" }, unknown)), [80, 24]);
  assert.deepEqual(
    size(detect({ TERM: "vt220", COLUMNS: "132", LINES: "40" }, unknown)),
    [132, 40],
  );
  assert.deepEqual(size(detect({ TERM: "vt220", COLUMNS: "9999", LINES: "1" }, unknown)), [80, 24]);
});

test("glyphs are ASCII unless locale and device both have more", () => {
  const utf8 = { LANG: "en_GB.UTF-8" };
  assert.equal(detect({ TERM: "xterm", ...utf8 }).glyphs, "utf8");
  assert.equal(detect({ TERM: "xterm", LANG: "C" }).glyphs, "ascii");
  assert.equal(detect({ TERM: "xterm", ...utf8, LC_ALL: "C" }).glyphs, "ascii");
  assert.equal(detect({ TERM: "linux", ...utf8 }).glyphs, "boxes");
  assert.equal(detect({ TERM: "vt220", ...utf8 }).glyphs, "ascii");
  assert.equal(detect({ TERM: "vt220", BRINGUP_GLYPHS: "boxes" }).glyphs, "boxes");
});

test("colour follows the explicit wish, then NO_COLOR, then the device", () => {
  assert.equal(detect({ TERM: "linux" }).colour, 8);
  assert.equal(detect({ TERM: "xterm" }).colour, 16);
  assert.equal(detect({ TERM: "vt220" }).colour, 0);
  assert.equal(detect({ TERM: "xterm", NO_COLOR: "1" }).colour, 0);
  assert.equal(detect({ TERM: "vt220", NO_COLOR: "1", BRINGUP_COLOUR: "8" }).colour, 8);
});

test("the alternate screen is asked only of emulators", () => {
  for (const term of ["linux", "vt100", "vt220"])
    assert.equal(detect({ TERM: term }).alternateScreen, false, term);
  assert.equal(detect({ TERM: "xterm-256color" }).alternateScreen, true);
});

test("a console draws two modules to a cell once its font has what that takes, never in ASCII", () => {
  const qrWith = (env: Record<string, string>, hasHalfBlocks?: boolean) =>
    detectProfile({
      stdin: { isTTY: true },
      stdout: TTY,
      env: { TERM: "linux", LANG: "C.UTF-8", ...env },
      findings: { hasBoxGlyphs: true, ...(hasHalfBlocks === undefined ? {} : { hasHalfBlocks }) },
    }).qr;
  assert.deepEqual([qrWith({}), qrWith({}, false), qrWith({}, true)], ["full", "full", "half"]);
  assert.equal(qrWith({ BRINGUP_GLYPHS: "ascii" }, true), "full");
});
