import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import type { ProcessIdentity } from "../../src/engine/index.ts";
import { isAlive, processIdentity } from "../../src/host/process-identity.ts";
import { acquireHostLock, hostLockHolder, openStore } from "../../src/store/index.ts";
import { temporaryFolder } from "./journal-entries.ts";
import { startChild } from "./start-child.ts";

const ONE: ProcessIdentity = { pid: 101, startTicks: "5000", bootId: "boot-1" };
const OTHER: ProcessIdentity = { pid: 102, startTicks: "6000", bootId: "boot-1" };
const alive = () => true;
const dead = () => false;

test("the second process is told who holds the lock, until it is given back", (t) => {
  const dir = temporaryFolder(t);
  const store = openStore(dir);
  t.after(() => store.close());
  const first = acquireHostLock(store, ONE, alive);
  assert.equal(first.is, "held");
  assert.deepEqual(acquireHostLock(dir, OTHER, alive), { is: "taken", by: ONE });
  assert.deepEqual(hostLockHolder(dir), ONE);
  if (first.is === "held") first.release();
  assert.equal(hostLockHolder(dir), undefined);
  assert.equal(acquireHostLock(dir, OTHER, alive).is, "held");
});

test("a lock of a dead process or of an earlier boot is taken over", (t) => {
  const dir = temporaryFolder(t);
  acquireHostLock(dir, ONE, alive);
  const first = acquireHostLock(dir, OTHER, dead);
  assert.equal(first.is, "held");
  const afterReboot = { ...ONE, bootId: "boot-2" };
  const asked: ProcessIdentity[] = [];
  const second = acquireHostLock(dir, afterReboot, (holder) => asked.push(holder) > 0);
  assert.equal(second.is, "held");
  assert.deepEqual(asked, [], "nobody is asked about another boot: pids mean nothing there");
  if (first.is === "held") first.release();
  assert.deepEqual(
    hostLockHolder(dir),
    afterReboot,
    "a late release takes nothing from the new holder",
  );
});

test("a damaged store does not take the lock with it when it is set aside", (t) => {
  const dir = temporaryFolder(t);
  openStore(dir).close();
  acquireHostLock(dir, ONE, alive);
  writeFileSync(`${dir}/store.db`, "noise");
  openStore(dir).close();
  assert.deepEqual(acquireHostLock(dir, OTHER, alive), { is: "taken", by: ONE });
});

test("processes that race for the lock never hold it together", async (t) => {
  const dir = temporaryFolder(t);
  const children = [1, 2, 3].map(() => startChild(t, "lock-race", [dir, "25"]));
  const codes = await Promise.all(children.map(({ ended }) => ended));
  assert.deepEqual(codes, [0, 0, 0]);
  assert.deepEqual(
    children.map((child) => child.output()),
    ["held 25\n", "held 25\n", "held 25\n"],
  );
});

test("kill -9 of the holder frees the lock", async (t) => {
  const dir = temporaryFolder(t);
  const self = processIdentity();
  assert.ok(self !== undefined);
  const holder = startChild(t, "lock-holder", [dir]);
  await holder.printed("held");
  const { self: by } = JSON.parse(holder.output());
  assert.equal(by.pid, holder.process.pid);
  assert.deepEqual(acquireHostLock(dir, self, isAlive), { is: "taken", by });
  await holder.kill();
  const lock = acquireHostLock(dir, self, isAlive);
  assert.equal(lock.is, "held");
});
