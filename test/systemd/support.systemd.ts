// The support bundle of a booted host, made by the shipped program: whole, in time, and without secrets.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { createMachine, type Machine, write } from "./machine.ts";

const why = whyNot();
const skip = why === undefined ? false : `the support bundle of a real host not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const PLANTED = "PLANTED-4711";
const USER_DATA = `#cloud-config
stylus:
  site:
    edgeHostToken: ${PLANTED}
    name: edge-of-test
users:
  - name: kairos
    passwd: ${PLANTED}
`;
/** Hangs, and does not hear that it shall end. */
const STUCK = `#!/bin/sh\ntrap "" TERM\necho begun\nsleep 1000 &\nwait\nwait\n`;
const LINES = 150_000;

let lab: Lab;
let host: Machine;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "bundled");
  await host.boot();
  await host.sh("mkdir -p /oem/.hidden /usr/local/sbin; echo seen > /oem/.hidden/file");
  write(host, "/oem/90_custom.yaml", USER_DATA);
  write(host, "/oem/site.key", PLANTED);
  write(host, "/usr/local/sbin/crictl", STUCK, 0o755);
  const calm = "/etc/systemd/journald.conf.d";
  await host.sh(
    `mkdir -p ${calm}; printf '[Journal]\\nRateLimitIntervalSec=0\\n' > ${calm}/lab.conf`,
  );
  await host.sh("systemctl restart systemd-journald");
  await host.sh(
    `systemd-run --quiet --wait --unit=kubelet sh -c 'echo token=${PLANTED}; seq ${LINES}'`,
  );
  // The journal reads on when the program has ended.
  await eventually("its last line", async () => {
    const last = ["journalctl", "-q", "-u", "kubelet", "-n", "5", "-o", "cat"] as const;
    return (await host.run(...last)).stdout.split("\n").includes(`${LINES}`);
  });
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

interface Made {
  readonly path: string;
  readonly bytes: number;
  readonly tookMs: number;
  readonly notes: readonly string[];
  readonly entries: readonly {
    readonly id: string;
    readonly source: string;
    readonly state: string;
    readonly why?: string;
    readonly tookMs: number;
  }[];
}

/** Made inside, unpacked outside. */
async function made(...args: readonly string[]) {
  const startedMs = performance.now();
  const { code, stdout, stderr } = await host.bringup("support", "--json", ...args);
  const wallMs = performance.now() - startedMs;
  assert.equal(code, 0, stderr);
  const bundle: Made = JSON.parse(stdout);
  const into = join(lab.folder, `unpacked-${Math.round(startedMs)}`);
  mkdirSync(into);
  // What lies in memory of the host is not in its tree: it is read inside.
  const copy = "/root/bundle.tar.gz";
  await host.sh(`cp ${bundle.path} ${copy}`);
  execFileSync("tar", ["-xzf", join(host.tree, copy), "-C", into]);
  const [name = ""] = readdirSync(into);
  return { ...bundle, wallMs, inside: join(into, name) };
}

test("the bundle of a booted host is whole within 60 s with a program that hangs, and has no secret in it", {
  skip,
}, async (t) => {
  const { inside, entries, bytes, wallMs, tookMs } = await made("--to", "/root/out");
  t.diagnostic(
    `${(wallMs / 1000).toFixed(1)} s, collecting ${(tookMs / 1000).toFixed(1)} s, ${bytes} bytes`,
  );
  assert.ok(wallMs < 60_000, `${wallMs} ms`);
  assert.ok(bytes < 200e6, `${bytes} bytes`);
  const journal = readFileSync(join(inside, "journal/kubelet.log"), "utf8");
  assert.ok(journal.includes(`: ${LINES}\n`), "its last line");
  assert.ok(journal.includes("token=********\n"), "its first line, masked");
  const userData = readFileSync(join(inside, "files/oem/90_custom.yaml"), "utf8");
  assert.equal(userData, USER_DATA.replaceAll(PLANTED, "********"));
  for (const path of [
    "journal/all.log",
    "network/addresses.txt",
    "system/units.txt",
    "files/oem/.hidden/file",
    "bringup/checks.jsonl",
    "bringup/doctor.jsonl",
    "MANIFEST.json",
    "MANIFEST.txt",
  ])
    assert.ok(readFileSync(join(inside, path)).length > 0, path);
  const stuck = entries.filter(({ source }) => source.startsWith("crictl"));
  assert.deepEqual(new Set(stuck.map(({ state }) => state)), new Set(["timed-out"]));
  for (const { tookMs: each } of stuck) assert.ok(each < 20_000, `${each} ms`);
  assert.equal(readFileSync(join(inside, "containers/list.txt"), "utf8"), "begun\n");
  const late = entries.filter(({ why: said }) => said?.startsWith("the whole has"));
  assert.deepEqual(late, []);
  const key = entries.find(({ source }) => source === "/oem/site.key");
  assert.deepEqual([key?.state, key?.why], ["left-out", "secret: a private key"]);
  const hashes = execFileSync("sh", ["-c", `cat $(find ${inside} -type f)`], {
    maxBuffer: 1e9,
    encoding: "latin1",
  });
  assert.equal(hashes.includes(PLANTED), false);
  await eventually("nothing of it goes on", async () => {
    return (await host.run("pgrep", "-f", "crictl")).code === 1;
  });
});

test("without root what can be had is there, and the rest is named", { skip }, async () => {
  const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] as const;
  const to = ["support", "--json", "--to", "/dev/shm/out", "--without", "containers"];
  const { code, stdout, stderr } = await host.run(...asNobody, "/usr/bin/bringup", ...to);
  assert.equal(code, 0, stderr);
  const { notes, entries }: Made = JSON.parse(stdout);
  assert.match(notes.join(), /made without root/);
  const stateOf = (path: string) => entries.find(({ source }) => source === path)?.state;
  assert.equal(stateOf("/proc/meminfo"), "collected");
  assert.equal(stateOf("/oem/90_custom.yaml"), "failed");
});

for (const [what, options, said] of [
  ["full", "size=1m", /\/var\/lib\/bringup\/support has only/],
  ["read-only", "ro", /the file system is read-only/],
] as const)
  test(`where the disk is ${what} it is written to memory, and says so`, { skip }, async () => {
    await host.sh(`mount -t tmpfs -o ${options} tmpfs /var/lib`);
    try {
      const { path, notes } = await made("--without", "containers");
      assert.match(path, /^\/run\/bringup\/support\//);
      assert.match(notes.join(), said);
    } finally {
      await host.sh("umount /var/lib");
    }
  });
