// Logs of a host with a real systemd-journald: followed over restarts, rotation and a hostile program.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { jsonLines } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";

const why = whyNot();
const skip = why === undefined ? false : `logs of a real host not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const NOISY = readFileSync(new URL("./children/noisy.sh", import.meta.url), "utf8");
const SAYING = `[Service]
ExecStart=/bin/sh -c 'echo "hello from $$$$"; exec sleep 1000'
`;

let lab: Lab;
let host: Machine;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "logs");
  write(host, "/usr/local/bin/noisy", NOISY);
  write(host, "/etc/systemd/system/kubelet.service", SAYING);
  write(
    host,
    "/etc/systemd/system/containerd.service",
    "[Service]\nType=oneshot\nExecStart=/bin/sh /usr/local/bin/noisy\n",
  );
  write(host, "/usr/local/installer.log", "one\ntwo\n");
  await host.boot();
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

interface Line {
  readonly text: string;
  readonly from?: string;
  readonly atMs?: number;
  readonly priority?: number;
}

const readers = async () =>
  Number(await host.sh("grep -ls ^journalctl$ /proc/[0-9]*/comm | wc -l || true"));

async function linesOf(...args: readonly string[]): Promise<readonly Line[]> {
  const { code, stdout, stderr } = await host.bringup("logs", ...args, "--json");
  assert.equal(code, 0, stderr);
  return jsonLines<Line>(stdout);
}

/** Follows a log from inside; `said` is all it printed. */
function follow(...args: readonly string[]) {
  const child = host.start("/usr/bin/bringup", "logs", ...args, "--follow", "--json");
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  return { said: () => said };
}

/** From inside: what enters the host passes no signal on. */
const END = `for file in /proc/[0-9]*/cmdline; do
  if tr '\\0' ' ' <$file 2>/dev/null | grep -q '[-]-follow --json'; then kill -TERM $(basename $(dirname $file)); fi
done; true`;

test("the logs of this host are listed: units, files, kernel or journal", { skip }, async () => {
  const { code, stdout } = await host.bringup("logs");
  assert.equal(code, 0);
  for (const name of ["kubelet", "containerd", "installer.log", "journal"])
    assert.match(stdout, new RegExp(`^${name} `, "m"));
});

test("a unit is followed over its restarts, and over rotation and vacuum of the journal", {
  skip,
}, async () => {
  const log = follow("kubelet", "--lines", "9");
  const hellos = (count: number) =>
    eventually(
      `${count} greetings: ${log.said()}`,
      () => log.said().match(/hello from/g)?.length === count,
    );
  await host.sh("systemctl start kubelet");
  await hellos(1);
  await host.sh("systemctl restart kubelet");
  await hellos(2);
  await host.sh("journalctl --rotate --vacuum-time=1s");
  await host.sh("systemctl restart kubelet");
  await hellos(3);
  await host.sh("systemctl stop kubelet");
  await host.sh(END);
  const [last] = await linesOf("kubelet", "--grep", "hello", "--lines", "1");
  assert.match(last?.text ?? "", /^hello from \d+$/);
  assert.match(last?.from ?? "", /^sh\[\d+\]$/);
  assert.ok((last?.atMs ?? 0) > Date.now() - 600_000);
});

test("nothing that a hostile program writes comes out, and its megabyte is cut", {
  skip,
}, async () => {
  await host.sh("systemctl start containerd");
  // The journal reads on when the program has ended.
  const { stdout } = await eventually("its last line", async () => {
    const told = await host.bringup("logs", "containerd", "--lines", "200");
    return told.stdout.includes("THE END") && told;
  });
  assert.doesNotMatch(stdout.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  for (const words of ["clear  home", "title  set  keys", "bidi evil zerowidth", "THE END"])
    assert.ok(stdout.includes(words), `${words}: ${stdout.slice(0, 2000)}`);
  assert.match(stdout, /half .* bytes/);
  assert.doesNotMatch(stdout, /hunter2/);
  const longest = Math.max(...stdout.split("\n").map((line) => line.length));
  assert.ok(longest > 4000 && longest < 9000, String(longest));
  const native = "head -c 1048576 /dev/zero | tr '\\0' y";
  await host.sh(
    `(echo MESSAGE=begin; echo PRIORITY=3) | logger --journald; (printf 'MESSAGE='; ${native}; echo) | logger --journald`,
  );
  const lines = await eventually("the long entry", async () => {
    const found = await linesOf("journal", "--grep", "yyyyyyyyyy", "--lines", "1");
    return found.length === 1 && found;
  });
  assert.match(lines[0]?.text ?? "", /^y{8192} \[\d.* cut\]$/);
});

test("a file is followed over rotation, and what was written to the old one last too", {
  skip,
}, async () => {
  const log = follow("installer.log", "--lines", "1");
  await eventually("the last line", () => log.said().includes('"two"'));
  await host.sh(
    "cd /usr/local; echo three >>installer.log; mv installer.log old.log; echo four >installer.log",
  );
  await eventually(
    "both files",
    () => log.said().includes('"three"') && log.said().includes('"four"'),
  );
  await host.sh(END);
});

test("a flood is followed to its end without a word lost, and the programs for it are gone after", {
  skip,
}, async () => {
  await host.sh("echo flood 0 | systemd-cat");
  const log = follow("journal", "--lines", "50", "--grep", "/flood \\d/");
  await eventually("the first line", () => log.said().includes('"flood 0"'));
  await host.sh("seq 1 2000 | sed 's/^/flood /' | systemd-cat");
  await eventually("the last line", () => log.said().includes('"flood 2000"'));
  const said = log.said().match(/"flood \d+"/g) ?? [];
  assert.deepEqual([said.length, new Set(said).size], [2001, 2001]);
  await host.sh(END);
  await eventually("no reader is left", async () => (await readers()) === 0);
});
