import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { HALF_BLOCKS, withHalfBlocks } from "../../src/terminal/font/half-blocks.ts";
import { borrowHalfBlocks, restoreFonts } from "../../src/terminal/font/loan.ts";
import { createFontLoans } from "../../src/terminal/font/loans.ts";
import { type ConsoleFont, readFont, writeFont } from "../../src/terminal/font/psf.ts";
import { eventually } from "../support/eventually.ts";
import { fontVersion1, standInSetfont } from "../support/stand-in-setfont.ts";

const BOXES = "─│┌┐└┘├┤┬┴┼█░▒«»·°±";

function read(file: Uint8Array): ConsoleFont {
  const font = readFont(file);
  assert.ok(font);
  return font;
}

test("a font of version 1 is read and written as version 2 without a loss", () => {
  const first = read(fontVersion1());
  assert.deepEqual([first.width, first.height, first.bitmaps.length], [8, 16, 256]);
  assert.deepEqual(first.characters[0x41], ["A", "Α"]);
  assert.deepEqual(read(writeFont(first)), first);
});

test("half blocks take the places of signs nobody needs; all else keeps its number", () => {
  const before = read(fontVersion1());
  const after = withHalfBlocks(before);
  assert.ok(after);
  const changed = after.characters.flatMap((drawn, place) =>
    drawn.join() === before.characters[place]?.join() ? [] : [place],
  );
  assert.deepEqual(changed.map((place) => after.characters[place]?.join()).sort(), ["▀", "▄"]);
  for (const place of changed)
    assert.doesNotMatch(before.characters[place]?.join("") ?? "", /[\p{L} -~]/u);
  const top = after.bitmaps[after.characters.findIndex(([first]) => first === "▀")];
  assert.deepEqual([...(top ?? [])], [...Array(8).fill(0xff), ...Array(8).fill(0)]);
});

test("a font that has them is left as it is, one that has nothing to give up gets none", () => {
  const once = withHalfBlocks(read(fontVersion1()));
  assert.ok(once);
  assert.deepEqual(withHalfBlocks(once), once);
  const characters = once.characters.map(() => ["A"]);
  assert.equal(withHalfBlocks({ ...once, characters }), undefined);
});

test("what is no font, or a cut one, is none: nothing throws", () => {
  const whole = writeFont(read(fontVersion1()));
  fc.assert(
    fc.property(
      fc.nat(whole.length - 1),
      fc.nat(255),
      fc.uint8Array({ maxLength: 64 }),
      (at, byte, noise) => {
        readFont(noise);
        assert.equal(readFont(whole.subarray(0, at)), undefined);
        readFont(Uint8Array.from([...whole.subarray(0, 36)]).fill(byte, at % 36, (at % 36) + 1));
      },
    ),
  );
});

const FONTS = "/usr/share/consolefonts";
const hasFonts = existsSync(join(FONTS, "Lat15-Fixed16.psf.gz"));
test("every font of Debian's console gets them, and keeps letters and boxes", {
  skip: hasFonts ? false : "no console-setup-linux",
}, () => {
  const names = readdirSync(FONTS).filter((name) => /^(Lat|Uni).*\.psf\.gz$/.test(name));
  assert.ok(names.length > 50);
  for (const name of names) {
    const before = readFont(gunzipSync(readFileSync(join(FONTS, name))));
    if (before === undefined) continue;
    const after = withHalfBlocks(before);
    assert.ok(after, name);
    const known = new Set(after.characters.flat());
    for (const block of HALF_BLOCKS) assert.ok(known.has(block), `${name} ${block}`);
    const lost = [...new Set(before.characters.flat())].filter((each) => !known.has(each));
    assert.doesNotMatch(lost.join(""), new RegExp(`[\\p{L} -~${BOXES}]`, "u"), name);
  }
});

async function consoleOfFiles(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "bringup-font-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "bin"));
  const loaded = join(folder, "tty1.loaded");
  writeFileSync(loaded, fontVersion1());
  await standInSetfont(join(folder, "bin/setfont"), folder);
  const path = process.env.PATH;
  process.env.PATH = `${join(folder, "bin")}:${path}`;
  t.after(() => {
    process.env.PATH = path;
  });
  const places = { mayChange: () => true, folder: join(folder, "run") };
  const glyphs = () => read(readFileSync(loaded)).characters.flat();
  const calls = () => {
    const log = join(folder, "calls");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0;
  };
  return { places, loaded, glyphs, calls, left: () => readdirSync(places.folder) };
}

test("the font of a console has half blocks for as long as somebody draws with them", async (t) => {
  const { places, loaded, glyphs, left } = await consoleOfFiles(t);
  const changes: boolean[] = [];
  const loans = createFontLoans({
    device: () => "/dev/tty1",
    onChange: (has) => changes.push(has),
    places,
  });
  const giveBack = [loans.borrow(), loans.borrow()];
  await eventually("half blocks are there", () => glyphs().includes("▀"));
  await eventually("it was told", () => changes.length === 1);
  giveBack[0]?.();
  giveBack[0]?.();
  assert.ok(glyphs().includes("▀"));
  giveBack[1]?.();
  assert.deepEqual(readFileSync(loaded), Buffer.from(fontVersion1()));
  assert.deepEqual([changes, left()], [[true, false], []]);
});

test("who draws no longer when the font comes gets the former one back", async (t) => {
  const { places, loaded, left, calls } = await consoleOfFiles(t);
  const loans = createFontLoans({
    device: () => "/dev/tty1",
    onChange: () => assert.fail("nobody was waiting"),
    places,
  });
  loans.borrow()();
  await eventually("saved, loaded, and loaded again", () => calls() === 3);
  assert.deepEqual(readFileSync(loaded), Buffer.from(fontVersion1()));
  await eventually("nothing is left", () => left().length === 0);
});

test("a console that was killed leaves the former font, and the next one puts it back", async (t) => {
  const { places, loaded, glyphs, left } = await consoleOfFiles(t);
  const script = `
    import { borrowHalfBlocks } from ${JSON.stringify(join(import.meta.dirname, "../../src/terminal/font/loan.ts"))};
    await borrowHalfBlocks("/dev/tty1", { mayChange: () => true, folder: ${JSON.stringify(places.folder)} });
    process.stdout.write("lent");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import=tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  restoreFonts(places);
  assert.ok(glyphs().includes("▀"), "one that is alive keeps it");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  restoreFonts(places);
  assert.deepEqual(readFileSync(loaded), Buffer.from(fontVersion1()));
  assert.deepEqual(left(), []);
});

test("nothing is touched without the right to, off a console, and where the font cannot be read", async (t) => {
  const { places, loaded } = await consoleOfFiles(t);
  assert.equal(
    await borrowHalfBlocks("/dev/tty1", { ...places, mayChange: () => false }),
    undefined,
  );
  assert.equal(await borrowHalfBlocks("/dev/pts/1", places), undefined);
  writeFileSync(loaded, "noise");
  assert.equal(await borrowHalfBlocks("/dev/tty1", places), undefined);
  assert.equal(readFileSync(loaded, "utf8"), "noise");
});
