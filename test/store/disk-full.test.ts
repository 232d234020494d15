import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Condition } from "../../src/engine/index.ts";
import { openStore } from "../../src/store/index.ts";
import { ACTOR, APPROVED, ENDED, STARTED, SUCCEEDED } from "./journal-entries.ts";

const CONDITION: Condition = {
  type: "Ready",
  status: "True",
  reason: "Fine",
  message: "",
  observedGeneration: 1,
  sinceMs: 0,
};

/** A file system of 8 MiB, or `undefined` where mounting is not allowed. */
function tinyDisk(t: TestContext): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), "bringup-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", dir]);
  t.after(() => {
    if (mounted.status === 0) execFileSync("umount", ["-l", dir]);
    rmdirSync(dir);
  });
  if (mounted.status !== 0) return undefined;
  return dir;
}

function fill(dir: string): void {
  const filler = join(dir, "filler");
  for (const size of [65536, 4096, 512]) {
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(size, "x"));
    } catch (thrown) {
      if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC")) throw thrown;
    }
  }
}

function onTinyDisk(title: string, run: (dir: string, t: TestContext) => void): void {
  test(title, (t) => {
    const dir = tinyDisk(t);
    if (dir === undefined) return t.skip("NOT TESTED HERE: mounting a small disk needs root");
    run(dir, t);
  });
}

/** Writes records until the disk gives no more room; returns how many got in. */
function writeUntilFull(append: () => unknown): number {
  for (let count = 0; count < 100_000; count++) {
    try {
      append();
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, "DISK_FULL");
      return count;
    }
  }
  throw new Error("the disk did not fill up");
}

onTinyDisk("on a full disk nothing new begins, but what runs is recorded to its end", (dir, t) => {
  const store = openStore(dir);
  t.after(() => store.close());
  store.journal.append("run-1", APPROVED);
  fill(dir);
  const started = writeUntilFull(() => store.journal.append("run-1", STARTED));
  assert.equal(existsSync(join(dir, "ballast")), false, "the ballast was given back");
  assert.deepEqual(store.access, {
    is: "read-only",
    why: "the disk is full: what runs is closed, nothing new begins",
  });
  store.journal.append("run-1", SUCCEEDED);
  store.journal.append("run-1", { type: "run-paused", why: "the disk is full" });
  store.state.set("generation", 8);
  store.audit.append({ atMs: 1, actor: ACTOR, action: "run-paused", subject: "run-1" });
  store.history.append(CONDITION);
  assert.throws(() => store.journal.append("run-1", { type: "run-resumed", actor: ACTOR }), {
    code: "DISK_FULL",
  });
  store.journal.append("run-1", ENDED);
  assert.throws(() => store.journal.append("run-2", APPROVED), { code: "DISK_FULL" });
  assert.equal(store.journal.records("run-1").length, started + 4);
  assert.deepEqual(store.history.list(9), [], "status history gives way first");
});

onTinyDisk(
  "a store opened on a full disk says so, and works again once there is room",
  (dir, t) => {
    const first = openStore(dir);
    first.journal.append("run-1", APPROVED);
    fill(dir);
    writeUntilFull(() => first.journal.append("run-1", STARTED));
    first.journal.append("run-1", { type: "run-paused", why: "the disk is full" });
    fill(dir);
    first.close();
    const store = openStore(dir);
    t.after(() => store.close());
    assert.equal(store.access.is, "read-only");
    assert.equal(store.journal.openRun(), "run-1");
    assert.equal(store.journal.records("run-1").at(-1)?.type, "run-paused");
    rmSync(join(dir, "filler"));
    store.journal.append("run-1", { type: "run-resumed", actor: ACTOR });
    assert.deepEqual(store.access, { is: "read-write" });
    assert.equal(statSync(join(dir, "ballast")).size, 1024 * 1024);
  },
);

onTinyDisk("a disk without room for a store at all is said, not crashed on", (dir) => {
  fill(dir);
  assert.throws(() => openStore(join(dir, "state")), { code: "DISK_FULL" });
  truncateSync(join(dir, "filler"), statfsSync(dir).blocks * statfsSync(dir).bsize - 600_000);
  const store = openStore(join(dir, "state"));
  assert.equal(store.access.is, "read-only");
  assert.throws(() => store.journal.append("run-1", APPROVED), { code: "DISK_FULL" });
  store.close();
});
