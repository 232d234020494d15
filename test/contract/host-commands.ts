import assert from "node:assert/strict";
import { test } from "node:test";
import type { Argv } from "../../src/engine/index.ts";
import { processIdentity } from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";
import type { HostTraits } from "./host.ts";

/** Programs that write, arguments that make a reader write, and programs nobody listed. */
const WRITERS: readonly Argv[] = [
  ["rm", "-rf", "/tmp/x"],
  ["sh", "-c", "true"],
  ["systemctl", "start", "a.service"],
  ["systemctl", "--no-pager", "daemon-reload"],
  ["systemctl", "-H", "other", "show"],
  ["ip", "link", "set", "eth0", "down"],
  ["ip", "-j", "addr", "add", "10.0.0.1/8", "dev", "eth0"],
  ["ip", "-batch", "/tmp/file"],
  ["ip", "netns", "exec", "a", "sh"],
  ["journalctl", "--vacuum-size=1M"],
  ["journalctl", "--rotate"],
  ["timedatectl", "set-ntp", "true"],
  ["hostnamectl", "set-hostname", "x"],
  ["hostnamectl", "hostname", "x"],
  ["chronyc", "makestep"],
  ["chronyc", "-a", "settime", "12:00"],
  ["nft", "flush", "ruleset"],
  ["iptables", "-F"],
  ["iptables", "-L", "-Z"],
  ["dmidecode", "--dump-bin", "/tmp/x"],
  ["ss", "-K", "dst", "10.0.0.1"],
  ["stty", "-F", "/dev/ttyS0", "raw"],
  ["tool", "--version", "--now"],
  ["tool", "version"],
];

export function commandsContract({ name, hasProcesses, make }: HostTraits): void {
  test(`${name}: a probe of anything that could write is refused`, async (t) => {
    const { host } = await make(t);
    for (const argv of WRITERS) {
      const outcome = await host.probe(argv);
      assert.equal(outcome.is, "denied", argv.join(" "));
    }
  });

  test(`${name}: a program tells its output, its complaints and its exit code`, async (t) => {
    const { host, program } = await make(t);
    const outcome = await host.exec([await program("print"), "a b", "$HOME; ls"], LIMIT);
    const [stdout, stderr] = ["a b\n$HOME; ls\n", "to stderr\n"];
    assert.deepEqual(outcome, { is: "exited", exitCode: 0, stdout, stderr });
    const failed = await host.exec([await program("fail")], LIMIT);
    assert.deepEqual(failed, { is: "exited", exitCode: 3, stdout: "", stderr: "no luck\n" });
  });

  test(`${name}: what is given on standard input arrives, and nothing is waited for without`, async (t) => {
    const { host, program } = await make(t);
    const read = await program("read");
    const given = await host.exec([read], { ...LIMIT, input: "secret" });
    const none = await host.exec([read], LIMIT);
    assert.deepEqual(
      [given, none].map((outcome) => outcome.is === "exited" && outcome.stdout),
      ["secret", ""],
    );
  });

  test(`${name}: lines are told one by one, safe to print`, async (t) => {
    const { host, program } = await make(t);
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    await host.exec([await program("print"), "one", "t\u001b[31mwo"], { ...LIMIT, onLine });
    assert.deepEqual(lines.sort(), ["one", "to stderr", "two"]);
  });

  test(`${name}: output beyond the limit is cut, and the program still ends well`, async (t) => {
    const { host, program } = await make(t);
    const options = { ...LIMIT, maxOutputBytes: 1_000 };
    const outcome = await host.exec([await program("flood")], options);
    assert.ok(outcome.is === "exited", outcome.is);
    assert.deepEqual([outcome.exitCode, outcome.stdout], [0, "y".repeat(1_000)]);
  });

  test(`${name}: a program that is not there is missing, not an error`, async (t) => {
    const { host } = await make(t);
    const program = "no-such-program-anywhere";
    assert.deepEqual(await host.exec([program], LIMIT), { is: "missing", program });
    assert.deepEqual(await host.probe([program, "--version"]), { is: "missing", program });
  });

  test(`${name}: nothing is started for a request that was cancelled before`, async (t) => {
    const { host, program } = await make(t);
    const outcome = await host.exec([await program("print")], {
      ...LIMIT,
      signal: AbortSignal.abort(),
    });
    assert.deepEqual(outcome, { is: "killed", by: "cancelled", stderr: "" });
  });

  test(`${name}: the boot id stays as long as the machine runs`, async (t) => {
    const { host } = await make(t);
    const id = await host.bootId();
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(await host.bootId(), id);
  });

  if (hasProcesses) processContract({ name, make });
}

function processContract({ name, make }: Pick<HostTraits, "name" | "make">): void {
  test(`${name}: a program sees a small fixed environment and what was given, nothing of ours`, async (t) => {
    process.env.BRINGUP_TEST_LEAK = "leaked";
    t.after(() => delete process.env.BRINGUP_TEST_LEAK);
    const { host, program } = await make(t);
    const env = { GIVEN: "1" };
    const outcome = await host.exec([await program("environment")], { ...LIMIT, env });
    assert.ok(outcome.is === "exited", outcome.is);
    const names = outcome.stdout.split("\n").map((line) => line.split("=")[0]);
    for (const wanted of ["PATH", "LANG", "HOME", "GIVEN"]) assert.ok(names.includes(wanted));
    assert.equal(names.includes("BRINGUP_TEST_LEAK"), false);
  });

  for (const why of ["time", "cancel"] as const)
    test(`${name}: when ${why === "time" ? "time is up" : "cancelled"}, a program ends with its children and theirs`, async (t) => {
      const { host, folder, program } = await make(t);
      const pids = `${folder}/pids`;
      const cancel = new AbortController();
      const options = why === "time" ? { timeoutMs: 2500 } : { ...LIMIT, signal: cancel.signal };
      const signals = why === "time" ? "stubborn" : "polite";
      const argv: Argv = [await program("family"), realPath(host, pids), signals];
      const running = host.exec(argv, options);
      const family = await eventually("the family writes its pids", async () => {
        const written = (await host.files.readText(pids))?.trim().split("\n") ?? [];
        return written.length === 3 && written.map(Number);
      });
      if (why === "cancel") cancel.abort();
      const outcome = await running;
      const wanted =
        why === "time"
          ? { is: "timed-out", afterMs: 2500, stderr: "waiting\n" }
          : { is: "killed", by: "cancelled", stderr: "waiting\n" };
      assert.deepEqual(outcome, wanted);
      await eventually("all of them are gone", () =>
        family.every((pid) => processIdentity(pid) === undefined),
      );
    });
}

const LIMIT = { timeoutMs: 60_000 };

/** A program of a root host gets the path where its machine has it: it is not confined. */
function realPath(host: object, path: string): string {
  return "root" in host && typeof host.root === "string" ? `${host.root}${path}` : path;
}
