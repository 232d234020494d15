import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { moduleEnsure, settingPath, sysctlEnsure } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied, handlerOf, verdictOn } from "../support/apply.ts";
import { modprobe } from "../support/host-commands.ts";
import { candidateOf } from "../support/steps.ts";

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
  assert.deepEqual(await verdictOn(FORWARD, { files }), {
    is: "blocked",
    message: "/proc/sys is read-only here, and net.ipv4.ip_forward is not 1",
    hint: "In a container, set it on the machine around it.",
  });
  const right = { ...files, "/proc/sys/net/ipv4/ip_forward": "1\n" };
  assert.equal((await verdictOn(FORWARD, { files: right })).is, "todo");
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
  assert.equal((await verdictOn(FORWARD, { files })).is, "todo");
  const values = { "net.ipv4.ip_forward": "1", "fs.inotify.max_user_instances": "8192" };
  const both = sysctlEnsure({ id: "sysctl", values, persistPath: "/etc/sysctl.d/90-bringup.conf" });
  assert.equal(
    (await verdictOn(both, { files })).message,
    "/proc/sys is read-only here, and fs.inotify.max_user_instances is not 8192",
  );
});

test("kernel settings without /proc, unknown ones and read-only ones are blocked, each with its reason", async () => {
  assert.match((await verdictOn(FORWARD, {})).message, /^\/proc\/sys is not there$/);
  const other = { "/proc/sys/kernel/panic": "0\n" };
  assert.match(
    (await verdictOn(FORWARD, { files: other })).message,
    /no setting net.ipv4.ip_forward/,
  );
  const fixed = { "/proc/sys/net/ipv4/ip_forward": { content: "0\n", mode: 0o444 } };
  assert.match((await verdictOn(FORWARD, { files: fixed })).message, /is read-only$/);
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
  assert.equal((await verdictOn(step, { files })).is, "done");
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
  await applied(candidateOf(MODULES), contextOf(host, {}));
  assert.deepEqual(host.calls, [["modprobe", "--", "br_netfilter"]]);
});

test("a kernel without modules has what its file systems and settings show", async () => {
  const files = {
    "/proc/filesystems": "nodev\tsysfs\nnodev\toverlay\n\text4\n",
    "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n",
  };
  assert.equal(
    (await verdictOn(MODULES, { files })).message,
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
