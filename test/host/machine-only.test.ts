import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readFailure, writeFailure } from "../../src/host/disk/file-error.ts";
import { mountWithin } from "../../src/host/disk/mounts.ts";
import {
  createMachineHost,
  isAlive,
  processIdentity,
  runHardwareTopic,
  selfCommand,
  setSelfCommand,
} from "../../src/host/index.ts";
import { refusedProbe } from "../../src/host/probe-list.ts";
import { eventually } from "../support/eventually.ts";

const LIMIT = { timeoutMs: 60_000 };

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bringup-machine-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function script(folder: string, text: string): Promise<string> {
  const path = join(folder, "script");
  await writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

const errno = (code: string) => Object.assign(new Error(`${code}: raw`), { code });

test("errors of the disk become codes a person can act on", () => {
  const told = (thrown: unknown) => [(thrown as { code: string }).code, (thrown as Error).message];
  assert.deepEqual(
    ["ENOSPC", "EDQUOT", "EROFS", "EACCES"].map((code) => told(writeFailure("/f", errno(code)))),
    [
      ["DISK_FULL", "/f: no space left on this file system"],
      ["DISK_FULL", "/f: the quota is used up"],
      ["FILE_UNWRITABLE", "/f: the file system is read-only"],
      ["FILE_UNWRITABLE", "/f: permission denied"],
    ],
  );
  assert.deepEqual(told(readFailure("/f", errno("EIO"))), [
    "FILE_UNREADABLE",
    "/f: input or output error of the device",
  ]);
});

test("a real file system that refuses is unwritable, and nothing is left there", async () => {
  const host = createMachineHost();
  const write = host.files.writeAtomic("/proc/bringup/file", "x", { mode: 0o644 });
  await assert.rejects(write, { code: "FILE_UNWRITABLE" });
  await assert.rejects(host.files.writeInPlace("/proc/sys/none/such", "1"), {
    code: "FILE_UNWRITABLE",
  });
});

test("temporary files of an earlier process that was cut off are cleared away", async (t) => {
  const folder = await makeFolder(t);
  await writeFile(join(folder, ".file.1.7.bringup-tmp"), "half of a sec");
  await writeFile(join(folder, ".other.1.7.bringup-tmp"), "not of this file");
  await createMachineHost().files.writeAtomic(join(folder, "file"), "x", { mode: 0o600 });
  assert.deepEqual(await readdir(folder), [".other.1.7.bringup-tmp", "file"]);
});

test("a failed write leaves the old file and no temporary one", async (t) => {
  const folder = await makeFolder(t);
  const { files } = createMachineHost();
  await files.writeAtomic(join(folder, "from"), new Uint8Array(4 * 1024 ** 2), { mode: 0o600 });
  await files.writeAtomic(join(folder, "to"), "old", { mode: 0o600 });
  const cancel = new AbortController();
  const copy = files.copy(join(folder, "from"), join(folder, "to"), {
    mode: 0o600,
    signal: cancel.signal,
    onBytes: () => cancel.abort(),
  });
  await assert.rejects(copy, { name: "AbortError" });
  assert.deepEqual(await readdir(folder), ["from", "to"]);
  assert.equal(await files.readText(join(folder, "to")), "old");
});

test("folders are made readable for all, whatever the umask says", async (t) => {
  const folder = await makeFolder(t);
  const before = process.umask(0o077);
  t.after(() => process.umask(before));
  const { files } = createMachineHost();
  await files.writeAtomic(join(folder, "a/b/file"), "x", { mode: 0o644 });
  const modes = await Promise.all(
    ["a", "a/b", "a/b/file"].map(async (name) => (await files.stat(join(folder, name)))?.mode),
  );
  assert.deepEqual(modes, [0o755, 0o755, 0o644]);
});

test("a mount point below a folder is found, also with blanks in its name", () => {
  const line = (point: string) => `36 35 98:0 / ${point} rw,noatime - ext3 /dev/root rw`;
  const info = [line("/"), line("/var/lib/kubelet/pods/a\\040b"), line("/var/library")].join("\n");
  assert.equal(mountWithin(info, "/var/lib/kubelet"), "/var/lib/kubelet/pods/a b");
  assert.equal(mountWithin(info, "/var/lib/kubelet/pods/a b"), "/var/lib/kubelet/pods/a b");
  assert.equal(mountWithin(info, "/var/lib/other"), undefined);
});

test("a named pipe nobody writes to does not hold up a reader", async (t) => {
  const folder = await makeFolder(t);
  const host = createMachineHost();
  await host.exec(["mkfifo", join(folder, "pipe")], LIMIT);
  assert.equal(await host.files.readText(join(folder, "pipe")), "");
});

test("a daemon left behind with the pipe open does not hold up the answer", async (t) => {
  const folder = await makeFolder(t);
  const host = createMachineHost();
  const path = await script(folder, "sleep 600 & echo $!");
  const outcome = await host.exec([path], LIMIT);
  assert.ok(outcome.is === "exited");
  process.kill(Number(outcome.stdout), "SIGKILL");
});

test("a program that dies of a signal, cannot be executed, or has no folder says so", async (t) => {
  const folder = await makeFolder(t);
  const host = createMachineHost();
  const path = await script(folder, "echo last words >&2; kill -SEGV $$");
  const killed = await host.exec([path], LIMIT);
  assert.deepEqual(killed, { is: "killed", by: "SIGSEGV", stderr: "last words\n" });
  const data = join(folder, "data");
  await writeFile(data, "text", { mode: 0o644 });
  const why = `${data}: not executable`;
  assert.deepEqual(await host.exec([data], LIMIT), { is: "denied", why });
  const cwd = join(folder, "none");
  assert.equal((await host.exec(["true"], { ...LIMIT, cwd })).is, "denied");
});

test("what a program was doing ends when this program ends", async (t) => {
  const folder = await makeFolder(t);
  const pidFile = join(folder, "pid");
  const child = await script(folder, `echo $$ >${pidFile}; exec sleep 600`);
  const host = new URL("../../src/host/index.ts", import.meta.url).href;
  const source = `import { createMachineHost } from ${JSON.stringify(host)};
import { existsSync } from "node:fs";
void createMachineHost().exec([${JSON.stringify(child)}], { timeoutMs: 60000 });
setInterval(() => existsSync(${JSON.stringify(pidFile)}) && process.exit(0), 10);`;
  const tsx = `--import=${import.meta.resolve("tsx")}`;
  const parent = spawn(process.execPath, [tsx, "--input-type=module", "-e", source]);
  await new Promise((resolve) => parent.once("exit", resolve));
  const pid = Number(await readFile(pidFile, "utf8"));
  await eventually("the program is gone", () => processIdentity(pid) === undefined);
});

test("a process is known by its start too, so a reused pid is somebody else", async (t) => {
  const folder = await makeFolder(t);
  const own = processIdentity();
  assert.ok(own && isAlive(own));
  assert.equal(own.pid, process.pid);
  assert.match(own.startTicks, /^\d+$/);
  assert.equal(isAlive({ ...own, startTicks: "1" }), false);
  assert.equal(isAlive({ ...own, bootId: "another" }), false);
  // A name that looks like the rest of the line.
  const program = join(folder, "a) R 1 (b");
  await writeFile(program, "#!/bin/sh\nread x\n", { mode: 0o755 });
  const child = spawn(program, { stdio: ["pipe", "ignore", "ignore"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const identity = await eventually("it runs", () => processIdentity(child.pid));
  assert.ok(Number(identity.startTicks) >= Number(own.startTicks));
  child.stdin.end();
  await ended;
  assert.equal(isAlive(identity), false);
  assert.equal(processIdentity(0), undefined);
});

test("hardware facts come from a child that can be given up on", async (t) => {
  const folder = await makeFolder(t);
  t.after(() => setSelfCommand(undefined));
  const host = createMachineHost();
  setSelfCommand([await script(folder, `echo "{\\"asked\\":\\"$*\\"}"`)]);
  const asked = { asked: "internal hardware cpu" };
  assert.deepEqual(await host.hardware("cpu"), { is: "known", value: asked });
  setSelfCommand([await script(folder, "echo not json")]);
  assert.equal((await host.hardware("cpu")).is, "unknown");
  setSelfCommand([await script(folder, "exit 1")]);
  assert.equal((await host.hardware("cpu")).is, "unknown");
  setSelfCommand([await script(folder, "sleep 600")]);
  const late = { is: "unknown", why: "no answer within 0.2 s" };
  assert.deepEqual(await host.hardware("cpu", { timeoutMs: 200 }), late);
});

test("the topics of systeminformation answer, and no others are asked for", async () => {
  const cpu = (await runHardwareTopic("cpu")) as { readonly cores: number };
  assert.ok(cpu.cores > 0);
  await assert.rejects(runHardwareTopic("inetLatency"), { code: "USAGE" });
});

test("this program knows how to start itself again from a checkout", () => {
  const [node, loader = "", entry = ""] = selfCommand();
  assert.equal(node, process.execPath);
  assert.match(loader, /^--import=file:\/\/.*tsx/);
  assert.match(entry, /^\/.*\/bin\/bringup\.ts$/);
});

test("a name is resolved as the machine does it, and within its time", async () => {
  const host = createMachineHost();
  const found = await host.resolve("localhost", { timeoutMs: 60_000 });
  assert.ok(found.is === "known" && found.value.length > 0);
  const signal = AbortSignal.abort();
  const cancelled = await host.resolve("localhost", { signal });
  assert.deepEqual(cancelled, { is: "unknown", why: "localhost: cancelled" });
});

test("the commands that only read are let through", () => {
  const readers = [
    "ip -j addr",
    "ip -j -s link show",
    "ip -j route get 10.0.0.1",
    "/usr/sbin/ip -j route show default",
    "lsblk --json -b -o NAME,SIZE",
    "systemctl show -p ActiveState a.service",
    "systemctl is-enabled a.service",
    "systemctl --no-pager list-unit-files",
    "timedatectl show",
    "journalctl -u a.service -n 5",
    "chronyc -n tracking",
    "dmidecode -t 17",
    "lspci -mm",
    "blkid -o export /dev/sda",
    "findmnt --json",
    "iptables -S -t nat",
    "anything --version",
  ];
  for (const line of readers) {
    const [program = "", ...args] = line.split(" ");
    assert.equal(refusedProbe([program, ...args]), undefined, line);
  }
});
