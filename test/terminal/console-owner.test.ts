import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { consoleOwner, restoreConsoles } from "../../src/terminal/console-owner.ts";
import { machineOfFiles, placesIn, seenIn } from "../support/console-places.ts";

// A file keeps what is beyond the new text; the kernel's own file does not.
const MUTED = { printk: "1\t4\t1\t7\n", screen: "\u001b[9;0]", status: "no" };
const RESTORED = { printk: "4\t4\t1\t7\n", screen: "\u001b[9;10]", status: "yes" };

const HOLDER = join(import.meta.dirname, "../support/console-holder.ts");

/** A console in a process of its own, killed at the end at the latest. */
async function openElsewhere(t: TestContext, folder: string, device: string) {
  const child = spawn(process.execPath, ["--no-warnings", HOLDER, folder, device], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  t.after(kill);
  await once(child.stdout, "data");
  return kill;
}

const own = (device: string, folder: string) => {
  const owner = consoleOwner(device, placesIn(folder));
  assert.ok(owner);
  return owner;
};

test("a console keeps kernel, service manager and blanking off the screen, and puts them back", async (t) => {
  const folder = machineOfFiles(t);
  const owner = own("/dev/tty1", folder);
  owner.take();
  await turn();
  assert.deepEqual(seenIn(folder), MUTED);
  owner.release();
  assert.deepEqual(seenIn(folder), RESTORED);
  owner.release();
  assert.deepEqual(seenIn(folder), RESTORED);
});

test("a serial console leaves blanking of the screen alone", async (t) => {
  const folder = machineOfFiles(t);
  own("/dev/ttyS0", folder).take();
  await turn();
  assert.deepEqual(seenIn(folder), { ...MUTED, screen: "" });
});

test("a terminal that is no console of the machine, and a user who is not root, change nothing", (t) => {
  const folder = machineOfFiles(t);
  const places = placesIn(folder);
  for (const device of ["/dev/pts/3", "/dev/tty", "/dev/tty0", "/dev/console", "/dev/null"])
    assert.equal(consoleOwner(device, places), undefined, device);
  assert.equal(consoleOwner(undefined, places), undefined);
  assert.equal(consoleOwner("/dev/tty1", { ...places, mayChange: () => false }), undefined);
});

test("of two consoles the last one to close puts everything back", async (t) => {
  const folder = machineOfFiles(t);
  const [screen, serial] = [own("/dev/tty1", folder), own("/dev/ttyS0", folder)];
  screen.take();
  await turn();
  serial.take();
  await turn();
  screen.release();
  assert.deepEqual(seenIn(folder), MUTED);
  serial.release();
  assert.deepEqual(seenIn(folder), RESTORED);
});

test("after a console was killed the service puts everything back, but not under one that lives", async (t) => {
  const folder = machineOfFiles(t);
  const kill = await openElsewhere(t, folder, "/dev/tty1");
  const serial = own("/dev/ttyS0", folder);
  serial.take();
  await kill();
  restoreConsoles(placesIn(folder));
  assert.equal(seenIn(folder).printk, MUTED.printk);
  serial.release();
  assert.deepEqual(seenIn(folder), RESTORED);
  const killAgain = await openElsewhere(t, folder, "/dev/tty1");
  await killAgain();
  assert.equal(seenIn(folder).printk, MUTED.printk);
  restoreConsoles(placesIn(folder));
  assert.deepEqual(seenIn(folder), RESTORED);
});

test("a console after a killed one still knows how it was before both", async (t) => {
  const folder = machineOfFiles(t);
  const kill = await openElsewhere(t, folder, "/dev/tty1");
  await kill();
  const next = own("/dev/tty1", folder);
  next.take();
  next.release();
  assert.deepEqual(seenIn(folder), RESTORED);
});

test("what somebody set in the meantime is left to them", async (t) => {
  const folder = machineOfFiles(t);
  const owner = own("/dev/tty1", folder);
  owner.take();
  await turn();
  writeFileSync(join(folder, "printk"), "7\t4\t1\t7\n");
  owner.release();
  assert.equal(seenIn(folder).printk, "7\t4\t1\t7\n");
});

test("a lock that a dead process left behind is waited for, then taken", (t) => {
  const folder = machineOfFiles(t);
  const owner = own("/dev/tty1", folder);
  owner.take();
  writeFileSync(join(folder, "run/lock"), "");
  owner.release();
  assert.equal(seenIn(folder).printk, RESTORED.printk);
  assert.equal(existsSync(join(folder, "run/lock")), false);
});
