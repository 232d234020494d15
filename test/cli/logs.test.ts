import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";

const UNIT = "[Service]\nExecStart=/bin/true\n";
const KUBELET = { is: "unit", unit: "kubelet.service" } as const;
const AT = new Date(2026, 10, 21, 3, 15).getTime();

function bench(isTty = false) {
  const host = createMemoryHost({
    clock: systemClock,
    files: {
      "/etc/systemd/system/kubelet.service": UNIT,
      "/usr/local/installer.log": "one\ntwo\nthree\n",
    },
  });
  return { host, cli: createCliBench({ host, isTty }) };
}

test("logs without a name lists those of this host", async () => {
  const { cli } = bench();
  const { exitCode, stdout } = await cli.run("logs");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^kubelet +Kubelet|kubeadm/m);
  assert.match(stdout, /^installer\.log +Installer +\/usr\/local\/installer\.log$/m);
  assert.match(stdout, /^kernel +Kernel +journal$/m);
});

test("the last lines are printed with time, priority and program, and nothing hostile", async () => {
  const { host, cli } = bench();
  host.writeLog(KUBELET, { text: "old" });
  host.writeLog(KUBELET, {
    ...{ atMs: AT, priority: 3, identifier: "kubelet", pid: 812 },
    text: "bad \u001b[2J\u001b]0;x\u0007\u202e token=hunter2hunter2\u0000\n\tat line 2",
  });
  const { stdout, exitCode } = await cli.run("logs", "kubelet", "--lines", "2");
  assert.equal(exitCode, 0);
  assert.deepEqual(stdout.split("\n"), [
    "2026-11-21 03:15:00 ERR  kubelet[812]: bad  token=********",
    "2026-11-21 03:15:00 ERR  kubelet[812]:  at line 2",
    "",
  ]);
  const again = createCliBench({ host });
  const json = jsonLines((await again.run("logs", "kubelet", "--lines", "1", "--json")).stdout);
  const from = "kubelet[812]";
  assert.deepEqual(json, [{ log: "kubelet", atMs: AT, priority: 3, from, text: " at line 2" }]);
});

test("words, a pattern, a priority and a time choose lines", async () => {
  const { host } = bench();
  const nowMs = systemClock.nowMs();
  for (const [ago, priority, text] of [
    [7200, 3, "old trouble"],
    [60, 3, "new trouble"],
    [30, 6, "new words"],
  ] as const)
    host.writeLog(KUBELET, { atMs: nowMs - ago * 1000, priority, text });
  async function texts(...args: readonly string[]) {
    const { stdout } = await createCliBench({ host }).run("logs", "kubelet", "--json", ...args);
    return (jsonLines(stdout) as { text: string }[]).map(({ text }) => text);
  }
  assert.deepEqual(await texts("--grep", "NEW"), ["new trouble", "new words"]);
  assert.deepEqual(await texts("--grep", "/new t/", "--lines", "1"), ["new trouble"]);
  assert.deepEqual(await texts("--priority", "err"), ["old trouble", "new trouble"]);
  assert.deepEqual(await texts("--since", "10m"), ["new trouble", "new words"]);
  assert.deepEqual(await texts("--lines", "0"), []);
});

test("what is mistyped is refused with what there is", async () => {
  const { cli } = bench();
  for (const [args, says] of [
    [["kubelte"], /There are: kubelet, installer\.log, kernel/],
    [["kubelet", "--priority", "bad"], /emerg alert crit err/],
    [["kubelet", "--since", "soon"], /30s, 10m, 2h or 3d/],
    [["kubelet", "--grep", "/(/"], /a \) is missing/],
    [["kubelet", "--lines", "-1"], /from 0 to/],
  ] as const) {
    const { exitCode, stderr } = await cli.run("logs", ...args);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, says);
  }
});

test("following goes on with what comes until it is interrupted", async () => {
  const { host, cli } = bench();
  host.writeLog(KUBELET, { text: "before" });
  const running = cli.run("logs", "kubelet", "--follow");
  await eventually("the first line", () => cli.stdout().includes("before"));
  host.writeLog(KUBELET, { text: "after" });
  await eventually("the next line", () => cli.stdout() === "before\nafter\n");
  cli.interrupt();
  assert.equal((await running).exitCode, 0);
});

test("at a terminal a flood is counted, and its newest lines are shown", async () => {
  const { host, cli } = bench(true);
  host.writeLog(KUBELET, { text: "before" });
  const running = cli.run("logs", "kubelet", "--follow");
  await eventually("the first line", () => cli.stdout().includes("before"));
  for (let at = 1; at <= 5000; at += 1) host.writeLog(KUBELET, { text: `line ${at}` });
  await eventually("the newest line", () => cli.stdout().includes("line 5000\n"));
  cli.interrupt();
  await running;
  const lines = cli.stdout().trimEnd().split("\n");
  assert.ok(lines.length < 100, String(lines.length));
  const counted = lines.flatMap((line) => Number(/^\+(\d+) lines$/.exec(line)?.[1] ?? 0));
  const shown = lines.filter((line) => line.startsWith("line ")).length;
  assert.equal(counted.reduce((sum, count) => sum + count, 0) + shown, 5000);
});
