import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createMachineGather, processIdentity } from "../../src/host/index.ts";
import { type Collector, file, folder, listing, program } from "../../src/support/index.ts";
import { folderOf, madeAndUnpacked } from "./unpack.ts";

const sh = (name: string, script: string, limits: Partial<Collector> = {}): Collector => ({
  ...program(name, name, ["sh", "-c", script]),
  ...limits,
});
const isAlive = (pid: string) => processIdentity(Number(pid)) !== undefined;

test("what programs print is in the bundle, with what they complain of; tar unpacks it", async (t) => {
  const { text, names, entry } = await madeAndUnpacked(t, {
    collectors: [
      sh("a/one", "echo out; echo bad >&2; exit 3"),
      sh("silent", "true"),
      program("missing", "missing", ["no-such-program"]),
    ],
  });
  assert.deepEqual(names, ["a/one.txt", "MANIFEST.json", "MANIFEST.txt"]);
  assert.equal(text("a/one.txt"), "out\n\n--- it complained (status 3):\nbad\n");
  assert.equal(entry("silent").why, "it printed nothing");
  assert.equal(entry("missing").why, "no-such-program is not installed");
});

test("a stuck program costs its time alone: what it printed is kept, and all it started is ended", async (t) => {
  const pids = join(folderOf(t), "pids");
  const stuck = `trap "" TERM; sleep 1000 & echo $! > ${pids}; echo before; wait; wait`;
  const { text, entry } = await madeAndUnpacked(t, {
    collectors: [
      sh("stuck", stuck, { timeoutMs: 400 }),
      sh("device", `mkfifo ${pids}.fifo; cat ${pids}.fifo`, { timeoutMs: 400 }),
      sh("well", "echo well"),
    ],
  });
  assert.equal(entry("stuck").state, "timed-out");
  assert.equal(entry("stuck").why, "no end within 0.4 s");
  assert.equal(text("stuck.txt"), "before\n");
  assert.equal(entry("device").state, "timed-out");
  assert.equal(text("well.txt"), "well\n");
  assert.equal(isAlive(readFileSync(pids, "utf8")), false);
});

test("a file that never answers is left behind, and the rest goes on", async (t) => {
  const path = join(folderOf(t), "far");
  writeFileSync(path, "x");
  const gather = createMachineGather();
  const silent = {
    ...gather,
    read: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
  };
  const { entry, names } = await madeAndUnpacked(t, {
    gather: silent,
    collectors: [{ ...file(path, "far"), id: "far", timeoutMs: 100 }, sh("well", "echo well")],
  });
  assert.equal(entry("far").state, "timed-out");
  assert.equal(names.includes("well.txt"), true);
});

test("a flood of output is cut at its limit, the newest kept where that counts", async (t) => {
  const { entry, text } = await madeAndUnpacked(t, {
    collectors: [
      sh("endless", "yes all work and no play", { maxBytes: 100_000 }),
      {
        ...sh("log", ""),
        what: { is: "command", argv: ["seq", "1", "400000"], keep: "last" },
        maxBytes: 1_000_000,
      },
    ],
  });
  assert.equal(entry("endless").state, "cut");
  assert.equal(text("endless.txt").length, 100_000);
  assert.equal(entry("log").state, "cut");
  assert.equal(text("log.txt").endsWith("399999\n400000\n"), true);
  assert.equal(text("log.txt").length <= 1_000_000, true);
});

test("a folder is taken with what is hidden in it; links are named and lead nowhere", async (t) => {
  const root = folderOf(t);
  mkdirSync(join(root, "deep/er"), { recursive: true });
  writeFileSync(join(root, ".hidden"), "hidden: yes\n");
  writeFileSync(join(root, "deep/er/a b:c?.yaml"), "a: b\n");
  symlinkSync("..", join(root, "deep/loop"));
  symlinkSync("/etc/shadow", join(root, "way-out"));
  const one = { ...folder(root, "it"), into: "it" };
  const list = { ...listing(root, "list"), id: "list", into: "list.txt" };
  const { names, report, text } = await madeAndUnpacked(t, { collectors: [one, list] });
  assert.deepEqual(names.slice(0, -2).sort(), ["it/.hidden", "it/deep/er/a_b_c_.yaml", "list.txt"]);
  const why = (end: string) => report.entries.find(({ source }) => source.endsWith(end))?.why;
  assert.equal(why("/loop"), "a link to ..");
  assert.equal(why("/way-out"), "a link to /etc/shadow");
  assert.match(text("list.txt"), /deep\/loop -> \.\./);
});

test("of secrets, keys and what cannot be searched there are name, size and mode, and no more", async (t) => {
  const root = folderOf(t);
  const secret = "PLANTED-secret-value";
  const left = {
    shadow: `root:${secret}`,
    "site.key": secret,
    "odd-name": `-----BEGIN EC PRIVATE KEY-----\n${secret}\n`,
    "wide.txt": Buffer.from(`password: ${secret}\n`, "utf16le"),
    "packed.gz": execFileSync("gzip", { input: secret }),
  };
  for (const [name, content] of Object.entries(left))
    writeFileSync(join(root, name), content, { mode: 0o640 });
  writeFileSync(join(root, "holes.log"), `before\n${"\0".repeat(4000)}token: ${secret}\n`);
  writeFileSync(join(root, "known.txt"), "said correct-horse here\n");
  symlinkSync("/of/correct-horse\u001b[31m", join(root, "link"));
  const { report, names, text, everything } = await madeAndUnpacked(t, {
    collectors: [{ ...folder(root, "it"), into: "it" }],
    values: ["correct-horse"],
  });
  assert.deepEqual(names.slice(0, -2).sort(), ["it/holes.log", "it/known.txt"]);
  assert.equal(text("it/holes.log"), "before\ntoken: ********\n");
  assert.equal(text("it/known.txt"), "said ******** here\n");
  for (const [name, content] of Object.entries(left)) {
    const entry = report.entries.find(({ source }) => source === join(root, name));
    assert.deepEqual(
      [entry?.state, entry?.sourceBytes, entry?.mode, entry?.sha256],
      ["left-out", content.length, "0640", undefined],
      name,
    );
  }
  assert.doesNotMatch(everything(), /PLANTED|correct-horse/);
});

test("what does not fit is left out with its reason: of a log the newest stays, of a folder the newest files", async (t) => {
  const root = folderOf(t);
  const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36).slice(2)).join(
    "\n",
  );
  for (const [index, name] of ["old.log", "new.log"].entries()) {
    writeFileSync(join(root, name), `${name}\n${noise}\nlast of ${name}\n`);
    utimesSync(join(root, name), 1000 + index, 1000 + index);
  }
  const { report, text, names } = await madeAndUnpacked(t, {
    collectors: [{ ...folder(root, "logs"), into: "logs" }],
    maxBytes: 460_000,
  });
  assert.equal(report.bytes < 460_000, true);
  assert.match(text("logs/new.log"), /last of new\.log\n$/);
  assert.equal(
    names.includes("logs/old.log") && text("logs/old.log").includes("last of old"),
    false,
  );
  const old = report.entries.find(({ source }) => source.endsWith("old.log"));
  assert.deepEqual([old?.state, old?.why], ["left-out", "the bundle is full"]);
  assert.match(text("MANIFEST.txt"), /Left out \(1\)\n {2}.*old\.log.*the bundle is full/);
});

test("when the time of the whole is up, what is not done is named and the bundle is whole", async (t) => {
  const slow = Array.from({ length: 5 }, (_, index) => sh(`slow/${index}`, "sleep 1000"));
  const { report, names } = await madeAndUnpacked(t, { collectors: slow, limitMs: 500 });
  assert.deepEqual(new Set(report.entries.map(({ why }) => why)), new Set(["the whole has 0.5 s"]));
  assert.deepEqual(names, ["MANIFEST.json", "MANIFEST.txt"]);
});

test("long names and names that only differ in capitals are all there", async (t) => {
  const long = `${"very-long-name/".repeat(20)}end`;
  const { names } = await madeAndUnpacked(t, {
    collectors: [
      sh(long, "echo 1"),
      sh("A", "echo 2"),
      sh("a", "echo 3"),
      sh("../../up", "echo 4"),
    ],
  });
  assert.deepEqual(
    names
      .slice(0, -2)
      .map((name) => name.toLowerCase())
      .sort(),
    ["a.txt", "a.txt~2", "up.txt", `${long}.txt`].sort(),
  );
});

test("a cancel ends it, and so does a medium that takes no more", async (t) => {
  const stop = new AbortController();
  const cancelled = madeAndUnpacked(t, {
    collectors: [sh("slow", "sleep 1000")],
    signal: stop.signal,
  });
  stop.abort(new Error("enough"));
  await assert.rejects(cancelled, /enough/);
  const write = async () => {
    throw new Error("no space left on device");
  };
  const full = madeAndUnpacked(t, {
    collectors: [sh("one", "echo 1"), sh("slow", "sleep 1000")],
    sink: { write },
  });
  await assert.rejects(full, /no space left/);
});
