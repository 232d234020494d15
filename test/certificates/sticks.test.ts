import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readSticks } from "../../src/certificates/index.ts";
import type { HostIO } from "../../src/engine/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { realStick } from "../support/real-stick.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const signal = new AbortController().signal;

const lsblk = (...devices: readonly object[]) => exited(JSON.stringify({ blockdevices: devices }));
const STICK = {
  name: "sdb",
  "maj:min": "8:16",
  type: "disk",
  size: 8e9,
  rm: true,
  tran: "usb",
  children: [
    {
      name: "sdb1",
      "maj:min": "8:17",
      type: "part",
      size: 8e9,
      rm: true,
      fstype: "vfat",
      label: "SITE",
    },
  ],
};
const DRIVE = {
  name: "sda",
  "maj:min": "8:0",
  type: "disk",
  size: 5e11,
  rm: false,
  fstype: "ext4",
};

/** A machine whose mount puts these files there, and whose umount takes them away. */
function withStick(
  files: Readonly<Record<string, string>>,
  more: { readonly mount?: string } = {},
) {
  const host = createMemoryHost({
    commands: {
      lsblk: () => lsblk(DRIVE, STICK),
      async mount({ argv, host: machine }) {
        if (more.mount !== undefined) return exited("", { exitCode: 32, stderr: more.mount });
        for (const [path, content] of Object.entries(files))
          machine.put(`${argv.at(-1)}/${path}`, content);
        return exited("");
      },
      async umount({ argv, host: machine }) {
        await machine.files.removeTree(argv.at(-1) ?? "");
        return exited("");
      },
    },
  });
  return host;
}

const programs = (host: ReturnType<typeof withStick>) =>
  host.calls
    .map(([name, ...args]) => `${name} ${args.join(" ")}`)
    .filter((line) => /mount/.test(line));

test("certificates on a stick are listed with their files; it is mounted read-only and let go", async () => {
  const host = withStick({
    "corp.pem": ROOT_CA,
    "sub/inspection.CRT": PROXY_CA,
    "sub/broken.der": "0",
    "notes.txt": "no",
  });
  const { found, problems } = await readSticks({ host, nowMs: NOW_MS, signal });
  assert.deepEqual(
    found.map(({ file, view }) => `${file} ${view.subject}`),
    ["SITE:/corp.pem Example Root CA", "SITE:/sub/inspection.CRT Example TLS Inspection CA"],
  );
  assert.deepEqual(problems, ["SITE:/sub/broken.der: this is not a PEM certificate"]);
  assert.deepEqual(programs(host), [
    "umount /run/bringup/sticks/sdb1",
    "mount -t vfat -o ro,nosuid,nodev,noexec /dev/sdb1 /run/bringup/sticks/sdb1",
    "umount /run/bringup/sticks/sdb1",
  ]);
  assert.deepEqual(host.paths(), []);
});

test("a stick that cannot be mounted is told in the words of mount, and let go all the same", async () => {
  const host = withStick({}, { mount: "mount: wrong fs type" });
  const { problems } = await readSticks({ host, nowMs: NOW_MS, signal });
  assert.deepEqual(problems, ["SITE cannot be read: mount: wrong fs type"]);
  assert.equal(programs(host).at(-1), "umount /run/bringup/sticks/sdb1");
});

test("a look that is broken off lets the stick go", async () => {
  const stop = new AbortController();
  const host = withStick({ "a.pem": ROOT_CA });
  const { files } = host;
  const halting: HostIO = {
    ...host,
    files: {
      ...files,
      read: (path) => {
        stop.abort();
        return files.read(path);
      },
      list: (path) => {
        stop.abort();
        return files.list(path);
      },
    },
  };
  await assert.rejects(readSticks({ host: halting, nowMs: NOW_MS, signal: stop.signal }));
  assert.equal(programs(host).at(-1), "umount /run/bringup/sticks/sdb1");
});

test("without a stick it says so, and drives that stay in the machine are left alone", async () => {
  const host = createMemoryHost({ commands: { lsblk: () => lsblk(DRIVE) } });
  const { found, problems } = await readSticks({ host, nowMs: NOW_MS, signal });
  assert.deepEqual([found, problems], [[], ["no USB stick with a file system is plugged in"]]);
  assert.deepEqual(programs(host), []);
});

test("a real file system is read without a byte of it being written, and without leaving it by a link", async (t) => {
  const stick = realStick(t, (tree) => {
    mkdirSync(join(tree, "ca"));
    writeFileSync(join(tree, "ca/corp.der"), new X509Certificate(ROOT_CA).raw);
    symlinkSync("/etc/ssl/certs/ca-certificates.crt", join(tree, "away.pem"));
  });
  if (stick === undefined) return t.skip("NOT TESTED HERE: loop devices need root");
  const { device, name, host } = stick;
  const before = readFileSync(device);
  const { found, problems } = await readSticks({ host, nowMs: NOW_MS, signal });
  assert.deepEqual(
    found.map(({ file, view }) => `${file} ${view.subject}`),
    [`${name}:/ca/corp.der Example Root CA`],
    problems.join(),
  );
  assert.ok(readFileSync(device).equals(before));
  assert.ok(!readFileSync("/proc/self/mountinfo", "utf8").includes("/run/bringup/sticks"));
});
