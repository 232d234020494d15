import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createCrashCount, pauseAfter, writeCrashLog } from "../../src/terminal/index.ts";

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "bringup-crash-log-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("a crash log holds the whole trace and no secret", (t) => {
  const log = { folders: [folder(t)], about: ["bringup 0"], atMs: 0 };
  const cause = new Error("token=verysecret refused at https://ada:pass@plane.example");
  const path = writeCrashLog(new Error("no screen", { cause }), log);
  const text = readFileSync(path ?? "", "utf8");
  assert.match(text, /^at 1970-01-01T00:00:00\.000Z\nbringup 0\n\nError: no screen\n {4}at /);
  assert.match(text, /\nCaused by: Error: token=\*+ refused at https:\/\/\*+@plane\.example\n/);
  assert.doesNotMatch(text, /verysecret|ada:pass/);
});

test("a folder that takes no log is passed over, and no folder at all is no second crash", (t) => {
  const good = folder(t);
  const file = join(folder(t), "file");
  writeFileSync(file, "");
  const log = { about: [], atMs: 0 };
  assert.equal(writeCrashLog("x", { ...log, folders: [file, good] })?.startsWith(good), true);
  assert.equal(writeCrashLog("x", { ...log, folders: [file] }), undefined);
});

test("the ten newest crash logs are kept", (t) => {
  const path = folder(t);
  for (let second = 0; second < 13; second++)
    writeCrashLog(`crash ${second}`, { folders: [path], about: [], atMs: second * 1000 });
  const kept = readdirSync(path).toSorted();
  assert.equal(kept.length, 10);
  assert.match(readFileSync(join(path, kept[0] ?? ""), "utf8"), /crash 3\n/);
});

test("the console starts again by itself twice a minute, then a person is asked", () => {
  let nowMs = 0;
  const count = createCrashCount(() => nowMs);
  const waits = [0, 10_000, 59_000, 69_000, 200_000].map((at) => {
    nowMs = at;
    return pauseAfter(count()) !== undefined;
  });
  assert.deepEqual(waits, [true, true, false, false, true]);
});
