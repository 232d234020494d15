import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step, UnitState, Verdict } from "../../src/engine/index.ts";
import {
  createManualClock,
  createMemoryHost,
  type MemoryHost,
  type MemoryHostOptions,
} from "../../src/host/index.ts";
import {
  artefactPlace,
  artefactVerify,
  fileEnsure,
  hostnameEnsure,
  moduleEnsure,
  settingPath,
  sysctlEnsure,
  timezoneEnsure,
  unitEnsure,
} from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied, handlerOf } from "../support/apply.ts";
import { modprobe } from "../support/host-commands.ts";

const UNIT = "[Service]\nExecStart=/usr/bin/demo\n[Install]\nWantedBy=multi-user.target\n";
const SHA256 = "0".repeat(64);

function check(step: Step, on: MemoryHostOptions): Promise<Verdict> {
  return handlerOf(step).check(step.params, contextOf(createMemoryHost(on), {}));
}

const only = (step: Step) => ({ steps: [step], skipped: [], blocked: [] });

// --- kernel ------------------------------------------------------------------------------------

const FORWARD = sysctlEnsure({
  id: "sysctl",
  values: { "net.ipv4.ip_forward": "1" },
  persistPath: "/etc/sysctl.d/90-bringup.conf",
});

test("kernel settings where /proc/sys is read-only are blocked, unless they are right already", async () => {
  const mounts = [
    "104 90 0:40 / / rw - overlay overlay rw",
    "119 104 0:46 / /proc rw,nosuid - proc proc rw",
    "120 119 0:46 /sys /proc/sys ro,nosuid - proc proc rw",
    "",
  ].join("\n");
  const files = { "/proc/self/mountinfo": mounts, "/proc/sys/net/ipv4/ip_forward": "0\n" };
  assert.deepEqual(await check(FORWARD, { files }), {
    is: "blocked",
    message: "/proc/sys is read-only here, and net.ipv4.ip_forward is not 1",
    hint: "In a container, set it on the machine around it.",
  });
  const right = { ...files, "/proc/sys/net/ipv4/ip_forward": "1\n" };
  assert.equal((await check(FORWARD, { files: right })).is, "todo");
});

test("a container may change the kernel settings of its own network, and no others", async () => {
  // As systemd-nspawn leaves them: 122 lies hidden below 120, and is no mount anybody sees.
  const mounts = [
    "104 90 0:40 / / rw shared:1 - ext4 /dev/vda rw",
    "119 104 0:46 / /proc rw,nosuid shared:14 - proc proc rw",
    "120 119 0:46 /sys /proc/sys ro,nosuid shared:14 - proc proc rw",
    "121 120 0:46 /sys/net /proc/sys/net rw,nosuid shared:14 - proc proc rw",
    "122 119 0:46 /sys/net /proc/sys/net ro,nosuid shared:14 - proc proc rw",
    "",
  ].join("\n");
  const files = {
    "/proc/self/mountinfo": mounts,
    "/proc/sys/net/ipv4/ip_forward": "0\n",
    "/proc/sys/fs/inotify/max_user_instances": "128\n",
  };
  assert.equal((await check(FORWARD, { files })).is, "todo");
  const values = { "net.ipv4.ip_forward": "1", "fs.inotify.max_user_instances": "8192" };
  const both = sysctlEnsure({ id: "sysctl", values, persistPath: "/etc/sysctl.d/90-bringup.conf" });
  assert.equal(
    (await check(both, { files })).message,
    "/proc/sys is read-only here, and fs.inotify.max_user_instances is not 8192",
  );
});

test("kernel settings without /proc, unknown ones and read-only ones are blocked, each with its reason", async () => {
  assert.match((await check(FORWARD, {})).message, /^\/proc\/sys is not there$/);
  const other = { "/proc/sys/kernel/panic": "0\n" };
  assert.match((await check(FORWARD, { files: other })).message, /no setting net.ipv4.ip_forward/);
  const fixed = { "/proc/sys/net/ipv4/ip_forward": { content: "0\n", mode: 0o444 } };
  assert.match((await check(FORWARD, { files: fixed })).message, /is read-only$/);
});

test("a setting that comes with a module is work to do, and an error without the module", async () => {
  const step = sysctlEnsure({
    id: "sysctl",
    values: { "net.bridge.bridge-nf-call-iptables": "1" },
    persistPath: "/etc/sysctl.d/90-bringup.conf",
  });
  const host = createMemoryHost({ files: { "/proc/sys/net/": "" } });
  const context = contextOf(host, {});
  assert.equal((await handlerOf(step).check(step.params, context)).is, "todo");
  await assert.rejects(async () => handlerOf(step).run(step.params, context), {
    code: "STEP_FAILED",
    message: "this kernel has no setting net.bridge.bridge-nf-call-iptables",
  });
});

test("names of kernel settings are read as sysctl(8) does", () => {
  assert.equal(
    settingPath("net.ipv4.conf.eth0/100.rp_filter"),
    "/proc/sys/net/ipv4/conf/eth0.100/rp_filter",
  );
  assert.equal(
    settingPath("net/ipv4/conf/eth0.100/rp_filter"),
    "/proc/sys/net/ipv4/conf/eth0.100/rp_filter",
  );
  assert.throws(() => settingPath("net/../../../etc/passwd"), { code: "BUG" });
});

test("values that differ only in blanks are equal", async () => {
  const step = sysctlEnsure({
    id: "ports",
    values: { "net.ipv4.ip_local_port_range": "1024 65000" },
    persistPath: "/etc/sysctl.d/90-bringup.conf",
  });
  const files = {
    "/proc/sys/net/ipv4/ip_local_port_range": "1024\t65000\n",
    "/etc/sysctl.d/90-bringup.conf":
      "# Written by bringup; changes here are overwritten.\nnet.ipv4.ip_local_port_range = 1024 65000\n",
  };
  assert.equal((await check(step, { files })).is, "done");
});

const MODULES = moduleEnsure({
  id: "modules",
  modules: ["overlay", "br_netfilter"],
  persistPath: "/etc/modules-load.d/bringup.conf",
});

test("modules built into the kernel are not loaded again", async () => {
  const host = createMemoryHost({
    files: {
      "/proc/sys/kernel/osrelease": "6.8.0\n",
      "/lib/modules/6.8.0/modules.builtin": "kernel/fs/overlayfs/overlay.ko\n",
      "/sys/module/": "",
    },
    commands: modprobe(),
  });
  await applied(only(MODULES), contextOf(host, {}));
  assert.deepEqual(host.calls, [["modprobe", "--", "br_netfilter"]]);
});

test("a kernel without modules has what its file systems and settings show", async () => {
  const files = {
    "/proc/filesystems": "nodev\tsysfs\nnodev\toverlay\n\text4\n",
    "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n",
  };
  assert.equal(
    (await check(MODULES, { files })).message,
    "/etc/modules-load.d/bringup.conf is missing",
  );
});

test("a module the kernel does not have fails with the words of modprobe, and nothing is saved", async () => {
  const host = createMemoryHost({
    files: { "/sys/module/overlay/": "" },
    commands: modprobe(["br_netfilter"]),
  });
  await assert.rejects(async () => handlerOf(MODULES).run(MODULES.params, contextOf(host, {})), {
    code: "COMMAND_FAILED",
    message:
      "modprobe -- br_netfilter: exit code 1, modprobe: FATAL: Module br_netfilter not found in directory /lib/modules/6.1.0",
  });
  assert.equal(host.text("/etc/modules-load.d/bringup.conf"), undefined);
});

test("without modprobe the missing package is named", async () => {
  const host = createMemoryHost();
  await assert.rejects(async () => handlerOf(MODULES).run(MODULES.params, contextOf(host, {})), {
    code: "COMMAND_MISSING",
    hint: "Install the package kmod.",
  });
});

// --- host name and zone ------------------------------------------------------------------------

test("the line 127.0.1.1 is ours, every other line of /etc/hosts stays", async () => {
  const host = createMemoryHost({
    files: {
      "/etc/hosts":
        "# by hand\n127.0.0.1 localhost\n127.0.1.1 old.example old # was\n10.0.0.9 nas\n",
      "/etc/hostname": "old\n",
      "/proc/sys/kernel/hostname": "old\n",
    },
  });
  await applied(only(hostnameEnsure({ id: "hostname", hostname: "new" })), contextOf(host, {}));
  assert.equal(
    host.text("/etc/hosts"),
    "# by hand\n127.0.0.1 localhost\n127.0.1.1\tnew\n10.0.0.9 nas\n",
  );
});

test("a name that the hosts file already knows by another address needs no line", async () => {
  const hosts = "127.0.0.1 localhost\n10.0.0.5 edge-1.example edge-1\n";
  const host = createMemoryHost({
    files: { "/etc/hosts": hosts, "/etc/hostname": "x\n", "/proc/sys/kernel/hostname": "x\n" },
  });
  await applied(only(hostnameEnsure({ id: "hostname", hostname: "edge-1" })), contextOf(host, {}));
  assert.equal(host.text("/etc/hosts"), hosts);
});

test("a time zone this host does not know is refused before anything is done", async () => {
  const step = timezoneEnsure({ id: "zone", zone: "Europe/Atlantis" });
  const verdict = await check(step, { files: { "/usr/share/zoneinfo/Europe/Berlin": "TZif" } });
  assert.deepEqual(verdict, {
    is: "blocked",
    message: "this host does not know the time zone Europe/Atlantis",
    hint: "Install tzdata, or correct it.",
  });
});

// --- units -------------------------------------------------------------------------------------

const RESTARTED = unitEnsure({
  id: "demo",
  unit: "demo.service",
  want: "restarted",
  watches: ["/etc/demo.conf", "/etc/systemd/system/demo.service"],
  impact: "restart",
});

function demoMachine(state: Partial<UnitState> = {}): MemoryHost {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT, "/etc/demo.conf": "a\n" },
  });
  host.setUnit("demo.service", state);
  return host;
}

test("a unit that started after its files changed is done; a changed file makes it work to do", async () => {
  const host = demoMachine();
  const context = contextOf(host, {});
  assert.deepEqual((await applied(only(RESTARTED), context)).ran, ["demo"]);
  host.manualClock?.advance(1000);
  assert.deepEqual((await applied(only(RESTARTED), context)).ran, []);
  host.put("/etc/demo.conf", "b\n");
  assert.deepEqual(await handlerOf(RESTARTED).check(RESTARTED.params, context), {
    is: "todo",
    message: "/etc/demo.conf changed after it was started",
  });
  await applied(only(RESTARTED), context);
  assert.deepEqual(
    host.effects.filter((effect) => /^unit (re)?start/.test(effect)),
    ["unit start demo.service", "unit restart demo.service"],
  );
});

test("a file dated in the future, after a clock went back, does not make it restart for ever", async () => {
  const host = demoMachine();
  host.manualClock?.advance(3_600_000);
  host.put("/etc/demo.conf", { content: "b\n", mode: 0o600 });
  const now = host.clock.nowMs();
  const earlier = { ...host.clock, nowMs: () => now - 1_800_000 };
  const context = contextOf(host, {});
  const seen: string[] = [];
  const back = { ...context, host: { ...host, clock: earlier } };
  const watched = { ...RESTARTED.params, watches: ["/etc/demo.conf"] };
  host.onSideEffect(({ phase, what }) => phase === "after" && seen.push(what));
  await handlerOf(RESTARTED).run(watched, back);
  assert.ok(
    seen.includes("write /etc/demo.conf"),
    "it is written again, to carry the present time",
  );
  assert.equal(host.text("/etc/demo.conf"), "b\n");
  assert.equal(host.mode("/etc/demo.conf"), 0o600);
});

test("a unit that is starting counts: its readiness is another step", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: { "demo.service": { start: () => ({ active: "activating", sub: "start" }) } },
  });
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  const context = contextOf(host, {});
  await applied(only(step), context);
  assert.deepEqual(context.evidence, ["demo.service: activating (start), disabled"]);
});

test("a unit that fails at once gives the last line of its journal, without secrets", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: {
      "demo.service": {
        start({ log }) {
          log("starting");
          log("fatal: token=K10abc wrong password=hunter2");
          return { active: "failed", sub: "failed" };
        },
      },
    },
  });
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
    code: "UNIT_FAILED",
    message: "demo.service did not start: fatal: token=******** wrong password=********",
  });
});

test("a unit whose start is skipped ends in an error, not in a wait without end", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: { "demo.service": { start: () => ({ active: "inactive", sub: "dead" }) } },
  });
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
    code: "UNIT_FAILED",
  });
});

test("a unit that systemd skips is given up at once, not after a wait", async () => {
  const clock = createManualClock();
  const skipped = () => ({ active: "inactive", sub: "dead", skippedMs: clock.nowMs() }) as const;
  const host = createMemoryHost({
    clock,
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: { "demo.service": { start: skipped } },
  });
  const beganMs = clock.monotonicMs();
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
    code: "UNIT_FAILED",
  });
  assert.equal(clock.monotonicMs(), beganMs);
});

test("a masked unit is not unmasked behind somebody's back", async () => {
  const units = {
    "demo.service": { active: "inactive", sub: "dead", enabled: "masked", restarts: 0 },
  } as const;
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  assert.equal((await check(step, { units })).is, "blocked");
});

test("a link for good becomes one until the next boot when only that is asked", async () => {
  const host = demoMachine();
  await host.units.enable("demo.service", { scope: "persistent" });
  const step = unitEnsure({
    id: "demo",
    unit: "demo.service",
    want: "started",
    enable: "runtime",
    impact: "none",
  });
  await applied(only(step), contextOf(host, {}));
  const shown = await host.units.show("demo.service");
  assert.equal(shown.is === "known" && shown.value.enabled, "enabled-runtime");
});

test("a unit that ran before runs again after its files were taken back", async () => {
  const host = demoMachine();
  await host.units.start("demo.service");
  host.manualClock?.advance(1000);
  const config = fileEnsure({
    id: "config",
    path: "/etc/demo.conf",
    template: "new\n",
    readBy: "demo.service",
  });
  const { undo } = await applied(
    { steps: [config, RESTARTED], skipped: [], blocked: [] },
    contextOf(host, {}),
  );
  host.manualClock?.advance(1000);
  await undo();
  assert.equal(host.text("/etc/demo.conf"), "a\n");
  const shown = await host.units.show("demo.service");
  assert.ok(shown.is === "known" && shown.value.active === "active");
  const changed = (await host.files.stat("/etc/demo.conf"))?.modifiedMs ?? Number.NaN;
  assert.ok((shown.value.startedMs ?? 0) >= changed, "it runs with what was taken back");
});

// --- artefacts ---------------------------------------------------------------------------------

const BAD: readonly (readonly [string, MemoryHostOptions["files"], string])[] = [
  ["missing", {}, "/media/demo is missing"],
  ["cut off", { "/media/demo": "abc" }, "/media/demo is not what was published"],
  ["damaged", { "/media/demo": "abcde" }, "/media/demo is not what was published"],
];

for (const [title, files = {}, message] of BAD)
  test(`a ${title} artefact blocks the plan before anything is changed`, async () => {
    const sized = { sha256: SHA256, sizeBytes: 5 };
    const verify = artefactVerify({ id: "verify", path: "/media/demo", ...sized });
    const place = artefactPlace({
      id: "place",
      from: "/media/demo",
      to: "/usr/bin/demo",
      mode: 0o755,
      ...sized,
    });
    for (const step of [verify, place]) {
      const host = createMemoryHost({ files });
      const verdict = await check(step, { files });
      assert.deepEqual([verdict.is, verdict.message], ["blocked", message]);
      await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
        code: title === "missing" ? "ARTEFACT_MISSING" : "ARTEFACT_CORRUPT",
        message,
      });
      assert.deepEqual(host.effects, []);
    }
  });
