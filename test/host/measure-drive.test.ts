import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { measureDrive } from "../../src/host/index.ts";

const { signal } = new AbortController();

test("measuring leaves nothing in the folder and tells two percentiles, or why not", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "drive-"));
  t.after(() => rm(folder, { recursive: true }));
  const fact = await measureDrive(folder, { signal, maxBytes: 250_000 });
  assert.deepEqual(await readdir(folder), []);
  // Temporary files may live in memory, or on a drive too slow for a hundred writes in 2 s.
  if (fact.is === "unknown") return assert.match(fact.why, /in memory|only \d+ writes/);
  assert.equal(fact.is, "known");
  if (fact.is !== "known") return;
  assert.equal(fact.value.path, folder);
  assert.ok(fact.value.samples <= 108, `${fact.value.samples} writes of 2300 bytes`);
  assert.ok(fact.value.p50Ms > 0 && fact.value.p50Ms <= fact.value.p99Ms);
});

test("memory is no drive: its speed would be a lie", async () => {
  assert.deepEqual(await measureDrive("/dev/shm", { signal }), {
    is: "unknown",
    why: "/dev/shm is in memory, not on a drive",
  });
});

test("a folder that is not there is unknown with the reason", async () => {
  const fact = await measureDrive("/nowhere/at/all", { signal });
  assert.match(fact.is === "unknown" ? fact.why : "", /ENOENT/);
});

test("a cancelled measurement stops and leaves nothing", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "drive-"));
  t.after(() => rm(folder, { recursive: true }));
  const fact = await measureDrive(folder, { signal: AbortSignal.abort() });
  assert.equal(fact.is, "unknown");
  assert.deepEqual(await readdir(folder), []);
});
