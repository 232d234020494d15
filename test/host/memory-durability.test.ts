import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock, createMemoryHost, PowerCut } from "../../src/host/index.ts";
import { everyPowerCut } from "../../src/testing/index.ts";

const UNIT = "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n";
const UNIT_PATH = "/etc/systemd/system/a.service";

test("a power cut at any point of a write leaves the old file or the new one, whole", async () => {
  const left: Record<string, string | undefined> = {};
  await everyPowerCut({
    make: () => createMemoryHost({ files: { "/etc/file": "old content" } }),
    work: (host) => host.files.writeAtomic("/etc/file", "new, and longer", { mode: 0o644 }),
    look(host, point) {
      left[point] = host.text("/etc/file");
    },
  });
  assert.deepEqual(left, {
    "before write /etc/file": "old content",
    "after write /etc/file": "old content",
    "before fsync /etc/file": "old content",
    "after fsync /etc/file": "old content",
    "before rename /etc/file": "old content",
    "after rename /etc/file": "old content",
    "before fsync /etc": "old content",
    "after fsync /etc": "new, and longer",
    "not cut": "new, and longer",
  });
});

test("a power cut in the middle leaves no file that was not there, except one that is whole", async () => {
  const whole = [["/etc/a/file", "whole", 0o600]];
  const points = await everyPowerCut({
    make: () => createMemoryHost(),
    work: (host) => host.files.writeAtomic("/etc/a/file", "whole", { mode: 0o600 }),
    look(host, point) {
      const there = host.paths().map((path) => [path, host.text(path), host.mode(path)]);
      const isDone = point === "after fsync /etc/a" || point === "not cut";
      assert.deepEqual(there, isDone ? whole : [], point);
    },
  });
  assert.equal(points.length, 17);
});

test("a machine without power answers nothing until it is on again", async () => {
  const host = createMemoryHost({ files: { "/etc/file": "x" } });
  const stop = host.onSideEffect(({ what }) => {
    if (what === "remove /etc/file") throw new PowerCut();
  });
  await assert.rejects(host.files.remove("/etc/file"), PowerCut);
  await assert.rejects(host.files.read("/etc/file"), PowerCut);
  await assert.rejects(host.units.show("a.service"), PowerCut);
  await assert.rejects(host.exec(["ls"], { timeoutMs: 1 }), PowerCut);
  await assert.rejects(host.http.get({ url: "http://a" }), PowerCut);
  await assert.rejects(host.bootId(), PowerCut);
  stop();
  host.powerCut();
  assert.equal(await host.files.readText("/etc/file"), "x");
});

test("what was written in place, or under /run and /proc, does not survive a power cut", async () => {
  const host = createMemoryHost({ files: { "/proc/sys/a": "0\n", "/etc/kept": "1" } });
  await host.files.writeInPlace("/proc/sys/a", "1\n");
  await host.files.writeInPlace("/etc/kept", "2");
  await host.files.writeAtomic("/run/state", "x", { mode: 0o644 });
  await host.files.writeAtomic("/etc/new", "x", { mode: 0o644 });
  host.powerCut();
  const left = host.paths().map((path) => [path, host.text(path)]);
  assert.deepEqual(left, [
    ["/etc/kept", "1"],
    ["/etc/new", "x"],
    ["/proc/sys/a", "0\n"],
  ]);
});

test("after a power cut only lasting enablement starts a unit again", async () => {
  for (const [scope, active] of [
    ["persistent", "active"],
    ["runtime", "inactive"],
  ] as const) {
    const host = createMemoryHost({ files: { [UNIT_PATH]: UNIT } });
    await host.units.enable("a.service", { scope });
    await host.units.start("a.service");
    const before = await host.bootId();
    host.powerCut();
    const off = await host.units.show("a.service");
    assert.equal(off.is === "known" && off.value.active, "inactive");
    await host.boot();
    const on = await host.units.show("a.service");
    assert.equal(on.is === "known" && on.value.active, active);
    assert.notEqual(await host.bootId(), before);
  }
});

test("a cut inside an enable leaves the unit enabled or not, never half", async () => {
  const seen = new Set<string>();
  await everyPowerCut({
    make: () => createMemoryHost({ files: { [UNIT_PATH]: UNIT } }),
    work: (host) => host.units.enable("a.service", { scope: "persistent" }),
    async look(host) {
      const state = await host.units.show("a.service");
      seen.add(state.is === "known" ? state.value.enabled : state.is);
    },
  });
  assert.deepEqual([...seen], ["disabled", "enabled"]);
});

test("a restart of the machine keeps everything that was written, and ends the caller", async () => {
  const host = createMemoryHost();
  await host.files.writeInPlace("/etc/file", "not flushed by itself");
  await assert.rejects(host.reboot(), PowerCut);
  await assert.rejects(host.files.read("/etc/file"), PowerCut);
  await host.boot();
  assert.equal(host.text("/etc/file"), "not flushed by itself");
});

test("a device that fails is not a power cut: the error is told and the machine goes on", async () => {
  const host = createMemoryHost({ diskBytes: 10 });
  await assert.rejects(host.files.writeAtomic("/a", "x".repeat(11), { mode: 0o644 }), {
    code: "DISK_FULL",
  });
  await host.files.writeAtomic("/a", "x", { mode: 0o644 });
  assert.equal(host.text("/a"), "x");
});

test("effects and programs run are remembered in order", async () => {
  const host = createMemoryHost({ commands: { a: () => ({ is: "missing", program: "a" }) } });
  await host.exec(["/usr/bin/a", "1"], { timeoutMs: 1 });
  await host.files.writeAtomic("/f", "x", { mode: 0o644 });
  await host.files.remove("/f");
  assert.deepEqual(host.calls, [["/usr/bin/a", "1"]]);
  assert.deepEqual(host.effects, [
    "exec /usr/bin/a",
    "write /f",
    "fsync /f",
    "rename /f",
    "fsync /",
    "remove /f",
    "fsync /",
  ]);
});

test("sleepers wake in the order of their times, and no deadline overtakes work", async () => {
  const clock = createManualClock();
  const woken: string[] = [];
  const worker = (async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await clock.sleep(10);
      woken.push(`work at ${clock.monotonicMs()}`);
    }
  })();
  const deadline = clock.sleep(25).then(() => woken.push(`deadline at ${clock.monotonicMs()}`));
  clock.after(15, () => woken.push("callback"));
  await Promise.all([worker, deadline]);
  assert.deepEqual(woken, ["work at 10", "callback", "work at 20", "deadline at 25", "work at 30"]);
});

test("a cancelled sleep ends with the reason and takes no time", async () => {
  const clock = createManualClock();
  const cancel = new AbortController();
  const sleeping = clock.sleep(60_000, cancel.signal);
  cancel.abort(new Error("enough"));
  await assert.rejects(sleeping, { message: "enough" });
  await assert.rejects(clock.sleep(1, cancel.signal), { message: "enough" });
  await clock.sleep(1);
  assert.equal(clock.monotonicMs(), 1);
});

test("a clock that is moved by hand wakes nobody before", async () => {
  const clock = createManualClock({ auto: false, startMs: 1_000 });
  let isAwake = false;
  const sleeping = clock.sleep(100).then(() => {
    isAwake = true;
  });
  clock.advance(99);
  await new Promise(setImmediate);
  assert.equal(isAwake, false);
  clock.advance(1);
  await sleeping;
  assert.equal(clock.nowMs(), 1_100);
});

test("a service in memory follows its behaviour, and a stopped one is not heard any more", async () => {
  const clock = createManualClock();
  const host = createMemoryHost({
    clock,
    files: { [UNIT_PATH]: UNIT },
    services: {
      "a.service": {
        start({ set, log }) {
          clock.after(20_000, () => set({ active: "active", sub: "running" }));
          clock.after(30_000, () => log("ready"));
          return { active: "activating", sub: "start" };
        },
      },
    },
  });
  const active = async () => {
    const fact = await host.units.show("a.service");
    return fact.is === "known" ? fact.value.active : fact.is;
  };
  await host.units.start("a.service");
  assert.equal(await active(), "activating");
  await clock.sleep(20_000);
  assert.equal(await active(), "active");
  await host.units.stop("a.service", { timeoutMs: 1 });
  await clock.sleep(20_000);
  assert.equal(await active(), "inactive");
  assert.deepEqual(await host.units.journal("a.service", { lines: 9 }), { is: "known", value: [] });
});
