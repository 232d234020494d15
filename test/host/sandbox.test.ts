import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { UnitState } from "../../src/engine/index.ts";
import {
  bootSandbox,
  createRootHost,
  portFile,
  processIdentity,
  type RootHost,
  stopSandbox,
} from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";
import { removeTree } from "../support/remove-tree.ts";

async function makeSandbox(t: TestContext): Promise<RootHost> {
  const root = await mkdtemp(join(tmpdir(), "bringup-sandbox-"));
  const host = createRootHost({ root, services: "processes", ports: true, allowExec: true });
  t.after(async () => {
    await stopSandbox(host);
    await removeTree(root);
  });
  return host;
}

interface Service {
  readonly script: string;
  readonly settings?: string;
}

async function install(host: RootHost, name: string, { script, settings = "" }: Service) {
  const program = `/usr/local/bin/${name}`;
  await host.files.writeAtomic(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const unit = `[Service]\nExecStart=${program} one "two words" $MORE $\{FROM_FILE}\n${settings}\n[Install]\nWantedBy=multi-user.target\n`;
  await host.files.writeAtomic(`/etc/systemd/system/${name}.service`, unit, { mode: 0o644 });
}

async function shown(host: RootHost, unit: string): Promise<UnitState> {
  const fact = await host.units.show(unit);
  assert.ok(fact.is === "known", fact.is);
  return fact.value;
}

function becomes(host: RootHost, unit: string, test: (state: UnitState) => boolean) {
  return eventually(`${unit} gets there`, async () => {
    const state = await shown(host, unit);
    return test(state) && state;
  });
}

async function journalOf(host: RootHost, unit: string): Promise<readonly string[]> {
  const journal = await host.units.journal(unit, { lines: 100 });
  return journal.is === "known" ? journal.value : [];
}

const SLEEPS = { script: "exec sleep 600" };

test("a service gets its words, its environment and the way back to this program", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", {
    script:
      'printf "%s\\n" "$@" "$PLAIN" "$QUOTED" "$BRINGUP_SANDBOX"; test -x "$BRINGUP_SELF" && echo self; pwd; exec sleep 600',
    settings:
      'Environment=PLAIN=1 "QUOTED=a b"\nEnvironmentFile=-/etc/none\nEnvironmentFile=/etc/a.env\nWorkingDirectory=/etc',
  });
  await host.files.writeAtomic("/etc/a.env", "# words\nMORE=x y\nFROM_FILE='it is'\n", {
    mode: 0o600,
  });
  await host.files.writeAtomic(
    "/etc/systemd/system/a.service.d/proxy.conf",
    "[Service]\nEnvironment=PLAIN=2\n",
    { mode: 0o644 },
  );
  await host.units.start("a.service");
  const lines = await eventually("all is told", async () => {
    const told = await journalOf(host, "a.service");
    return told.length === 10 && told;
  });
  const { root } = host;
  const words = ["one", "two words", "x", "y", "it is", "2", "a b"];
  assert.deepEqual(lines, [...words, root, "self", `${root}/etc`]);
});

test("a service that tells when it is ready is activating until then", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", {
    script:
      'echo STATUS=warming up >>"$NOTIFY_FILE"; while [ ! -e "$BRINGUP_SANDBOX/go" ]; do sleep 0.02; done; printf "STATUS=serving\\nREADY=1\\n" >>"$NOTIFY_FILE"; exec sleep 600',
    settings: "Type=notify",
  });
  await host.units.start("a.service");
  // The program may speak before its supervisor has noted that it runs.
  const isWarming = (state: UnitState) => state.statusText === "warming up";
  const early = await becomes(
    host,
    "a.service",
    (state) => isWarming(state) && state.sub === "start",
  );
  assert.equal(early.active, "activating");
  await host.files.writeAtomic("/go", "", { mode: 0o644 });
  const ready = await becomes(host, "a.service", (state) => state.active === "active");
  assert.deepEqual([ready.sub, ready.statusText], ["running", "serving"]);
});

test("a service that falls over is started again, counted, and its last words are kept", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", {
    script: "echo falling; exit 7",
    settings: "Restart=always\nRestartSec=100ms",
  });
  await host.units.start("a.service");
  const state = await becomes(host, "a.service", ({ restarts }) => restarts >= 2);
  assert.equal(state.exitStatus ?? 7, 7);
  const lines = await journalOf(host, "a.service");
  assert.deepEqual(lines.slice(0, 3), [
    "falling",
    "a.service: Main process exited, code=exited, status=7",
    "a.service: Scheduled restart job, restart counter is at 1.",
  ]);
  await host.units.stop("a.service", { timeoutMs: 5_000 });
  assert.equal((await shown(host, "a.service")).active, "inactive");
});

test("without a restart policy a failure stays a failure, and a good end is an end", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "bad", { script: "exit 7" });
  await install(host, "good", { script: "exit 0" });
  await install(host, "once", { script: "exit 0", settings: "Type=oneshot\nRemainAfterExit=yes" });
  for (const name of ["bad", "good", "once"]) await host.units.start(`${name}.service`);
  const bad = await becomes(host, "bad.service", ({ active }) => active === "failed");
  assert.equal(bad.exitStatus, 7);
  await becomes(host, "good.service", ({ active }) => active === "inactive");
  await becomes(host, "once.service", ({ active, sub }) => active === "active" && sub === "exited");
});

test("programs of the real machine are never run for a unit", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", { ...SLEEPS, settings: "ExecStartPre=-/sbin/modprobe br_netfilter" });
  await host.units.start("a.service");
  await becomes(host, "a.service", ({ active }) => active === "active");
  const lines = await journalOf(host, "a.service");
  assert.deepEqual(lines, ["not in this sandbox, not run: /sbin/modprobe"]);
  await host.files.writeAtomic(
    "/etc/systemd/system/b.service",
    "[Service]\nExecStart=/bin/sleep 600\n",
    { mode: 0o644 },
  );
  await host.units.start("b.service");
  const state = await becomes(host, "b.service", ({ active }) => active === "failed");
  assert.equal(state.exitStatus, 203);
});

test("a failing preparation keeps the service from starting", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "check", { script: "echo no; exit 4" });
  await install(host, "a", { ...SLEEPS, settings: "ExecStartPre=/usr/local/bin/check" });
  await host.units.start("a.service");
  const state = await becomes(host, "a.service", ({ active }) => active === "failed");
  assert.deepEqual([state.exitStatus, state.mainPid], [4, undefined]);
});

test("stopping ends every process of the unit, also those that do not listen", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", {
    script: `trap '' TERM; (trap '' TERM; while :; do sleep 0.2; done) & echo $! $$; while :; do sleep 0.2; done`,
  });
  await host.units.start("a.service");
  const [line = ""] = await eventually("its pids", async () => {
    const lines = await journalOf(host, "a.service");
    return lines.length > 0 && lines;
  });
  const pids = line.split(" ").map(Number);
  assert.ok(pids.every((pid) => processIdentity(pid)));
  await host.units.stop("a.service", { timeoutMs: 300 });
  await eventually("all are gone", () => pids.every((pid) => !processIdentity(pid)));
  assert.equal((await shown(host, "a.service")).active, "inactive");
});

test("a service and its supervisor live on when this program ends, and are found again", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", SLEEPS);
  await host.units.start("a.service");
  const before = await becomes(host, "a.service", ({ active }) => active === "active");
  const again = createRootHost({ root: host.root, services: "processes" });
  assert.deepEqual(await again.units.show("a.service"), { is: "known", value: before });
  await again.units.start("a.service");
  assert.equal((await shown(host, "a.service")).mainPid, before.mainPid);
  await stopSandbox(again);
  assert.equal((await shown(host, "a.service")).active, "inactive");
});

test("a supervisor that was killed shows as failed, and a new start leaves no second process", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", SLEEPS);
  await host.units.start("a.service");
  const { mainPid = 0 } = await becomes(host, "a.service", ({ active }) => active === "active");
  const record = JSON.parse((await host.files.readText("/run/bringup/units/a.service.json")) ?? "");
  process.kill(record.supervisor.pid, "SIGKILL");
  await becomes(host, "a.service", ({ active }) => active === "failed");
  assert.ok(processIdentity(mainPid));
  await host.units.start("a.service");
  await becomes(host, "a.service", ({ active }) => active === "active");
  await eventually("the first process is gone", () => !processIdentity(mainPid));
});

test("a process that took over the pid of a service is never touched", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", SLEEPS);
  const stranger: ChildProcess = spawn("sleep", ["600"], { detached: true });
  t.after(() => stranger.kill("SIGKILL"));
  const pid = stranger.pid ?? 0;
  const identity = { ...processIdentity(pid), startTicks: "1" };
  const record = { phase: "running", supervisor: identity, main: identity, restarts: 0 };
  const file = "/run/bringup/units/a.service.json";
  const rest = { exitStatus: null, startedMs: null, invocationId: "0" };
  await host.files.writeAtomic(file, JSON.stringify({ ...record, ...rest }), { mode: 0o644 });
  assert.equal((await shown(host, "a.service")).active, "failed");
  await host.units.stop("a.service", { timeoutMs: 200 });
  await host.units.start("a.service");
  await stopSandbox(host);
  assert.ok(processIdentity(pid));
});

test("starting the machine starts what is enabled; a restart gives a new boot id and an empty /run", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "wanted", SLEEPS);
  await install(host, "idle", SLEEPS);
  await host.units.enable("wanted.service", { scope: "persistent" });
  await host.files.writeAtomic("/run/state", "x", { mode: 0o644 });
  await bootSandbox(host);
  const { mainPid } = await becomes(host, "wanted.service", ({ active }) => active === "active");
  const before = await host.bootId();
  await assert.rejects(host.reboot(), { code: "CANCELLED" });
  assert.notEqual(await host.bootId(), before);
  assert.equal(await host.files.read("/run/state"), undefined);
  const after = await becomes(host, "wanted.service", ({ active }) => active === "active");
  assert.notEqual(after.mainPid, mainPid);
  assert.equal((await shown(host, "idle.service")).active, "inactive");
});

test("what runs once at a start of the machine has run before the rest, and runs no second time", async (t) => {
  const host = await makeSandbox(t);
  const count = `${host.root}/var/count`;
  await install(host, "once", {
    script: `sleep 0.3; echo x >>${count}`,
    settings: "Type=oneshot\n",
  });
  // Named so that it comes first by name.
  await install(host, "later", {
    script: `cp ${count} ${count}.new; mv ${count}.new ${count}.seen; exec sleep 600`,
  });
  await host.files.makeDirectory("/var", { mode: 0o755 });
  for (const unit of ["later.service", "once.service"])
    await host.units.enable(unit, { scope: "persistent" });
  const seen = () => eventually("it was counted", () => host.files.readText("/var/count.seen"));
  await bootSandbox(host);
  assert.equal(await seen(), "x\n");
  await bootSandbox(host);
  assert.equal(await host.files.readText("/var/count"), "x\n", "the machine is on");
  await stopSandbox(host);
  await host.files.remove("/var/count.seen");
  await bootSandbox(host);
  assert.equal(await seen(), "x\nx\n");
});

test("deleting the sandbox ends what runs in it", async (t) => {
  const host = await makeSandbox(t);
  await install(host, "a", SLEEPS);
  await host.units.start("a.service");
  const { mainPid = 0 } = await becomes(host, "a.service", ({ active }) => active === "active");
  await removeTree(host.root);
  await eventually("the service is gone", () => !processIdentity(mainPid));
});

test("own addresses lead to the ports of the sandbox under their own name, and nothing else is reached", async (t) => {
  const host = await makeSandbox(t);
  const pem = (name: string) =>
    readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
  const options = { cert: pem("server"), key: pem("server-key") };
  const server = https.createServer(options, ({ headers }, response) => response.end(headers.host));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = "https://127.0.0.1:6443/version";
  const refused = { is: "failed", at: "connect", why: "127.0.0.1:6443: connection refused" };
  assert.deepEqual(await host.http.get({ url }), refused);
  assert.deepEqual(await host.connect({ host: "127.0.0.1", port }, {}), { is: "refused" });
  await host.files.writeAtomic(portFile("/", 6443), `${port}\n`, { mode: 0o644 });
  const tls = { ca: pem("ca") };
  await host.files.writeAtomic("/etc/hosts", "127.0.0.9 plane.test\n", { mode: 0o644 });
  for (const name of ["127.0.0.1:6443", "localhost:6443", "plane.test:6443"]) {
    const outcome = await host.http.get({ url: `https://${name}/`, tls });
    assert.ok(outcome.is === "answered", JSON.stringify(outcome));
    assert.equal(new TextDecoder().decode(outcome.body), name);
  }
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of own.filter(({ family }) => family === "IPv4"))
    assert.equal((await host.connect({ host: address, port: 6443 }, {})).is, "connected");
  assert.deepEqual(await host.connect({ host: "192.0.2.1", port: 6443 }, {}), { is: "refused" });
  await host.files.writeAtomic("/run/bringup/addresses", "192.0.2.7\n", { mode: 0o644 });
  assert.equal((await host.connect({ host: "192.0.2.7", port: 6443 }, {})).is, "connected");
  for (const name of ["192.0.2.1", "example.test"]) {
    const outside = await host.http.get({ url: `http://${name}:6443/` });
    assert.ok(outside.is === "failed", name);
    assert.equal(outside.at, "connect");
  }
});
