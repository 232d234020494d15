import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createMemoryHost,
  exited,
  type MemoryFile,
  type MemoryHost,
} from "../../src/host/index.ts";
import { createCliBench } from "../support/cli-world.ts";

const GB = 1e9;

interface Drive {
  readonly name: string;
  readonly size?: number;
  readonly label?: string;
}

const NVME: Drive = { name: "nvme0n1", size: 480 * GB };
const SATA: Drive = { name: "sda", size: 960 * GB };
const MEDIUM: Drive = { name: "sdb", size: 16 * GB, label: "COS_LIVE" };

function blockDevices(drives: readonly Drive[]): string {
  const common = { rota: false, rm: false, model: "Model", serial: null, tran: "sata" };
  const blockdevices = drives.map(({ name, size = 480 * GB, label = null }, at) => ({
    ...{ name, "maj:min": `8:${at * 16}`, type: "disk", size, ...common },
    ...{ fstype: null, label: null, mountpoint: null, fsused: null },
    children: [
      {
        ...{ name: `${name}1`, "maj:min": `8:${at * 16 + 1}`, type: "part", size, ...common },
        ...{ fstype: "ext4", label, mountpoint: null, fsused: null },
      },
    ],
  }));
  return JSON.stringify({ blockdevices });
}

interface Medium {
  readonly drives?: readonly Drive[];
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly without?: readonly string[];
  /** What Kairos' agent prints, and how it ends. */
  readonly prints?: readonly string[];
  readonly exitCode?: number;
}

interface Started {
  readonly argv: readonly string[];
  readonly config: string | undefined;
  readonly mode: number | undefined;
  readonly env: Readonly<Record<string, string>> | undefined;
}

function medium({
  drives = [NVME, MEDIUM],
  files,
  without = [],
  prints = [],
  exitCode = 0,
}: Medium) {
  const started: Started[] = [];
  const all: Readonly<Record<string, MemoryFile>> = {
    "/etc/os-release": "ID=kairos\n",
    "/run/cos/live_mode": "1",
    "/proc/self/mountinfo": "29 1 0:31 / / rw,relatime shared:1 - overlay overlay rw\n",
    "/usr/bin/kairos-agent": { content: "the agent", mode: 0o755 },
    ...files,
  };
  const host: MemoryHost = createMemoryHost({
    files: Object.fromEntries(Object.entries(all).filter(([path]) => !without.includes(path))),
    commands: {
      lsblk: () => exited(blockDevices(drives)),
      "kairos-agent": ({ argv, env }) => {
        const path = argv.at(-1) ?? "";
        started.push({ argv, config: host.text(path), mode: host.mode(path), env });
        return exited(prints.map((line) => `${line}\n`).join(""), { exitCode });
      },
    },
  });
  return { host, started };
}

function install(given: Medium, stdin: string, ...argv: readonly string[]) {
  const { host, started } = medium(given);
  const bench = createCliBench({
    changed: host,
    stdin,
    env: { KAIROS_DEBUG: "1", https_proxy: "http://proxy:3128", SECRET: "no" },
  });
  return { host, started, result: bench.run("install", ...argv) };
}

const STEPS = [
  '{"event":"step","step":"partition"}',
  "an ordinary line of its log",
  '{"event":"of-tomorrow","step":"x"}',
  '{"event":"step","step":"done"}',
];

test("answered on the terminal, Kairos' agent gets the drive, the source and the end, in the words of its contract", async () => {
  const lines = "/dev/nvme0n1\npoweroff\nnvme0n1\n";
  const { host, started, result } = install(
    { drives: [NVME, SATA, MEDIUM].slice(0, 1).concat(MEDIUM), prints: STEPS },
    lines,
    "--source",
    "oci:site/image:1",
  );
  const { exitCode, stdout, stderr } = await result;
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(started, [
    {
      argv: [
        ...["/usr/bin/kairos-agent", "manual-install", "--use-default-dirs"],
        ...["--source", "oci:site/image:1", "--poweroff", "/run/bringup/install.yaml"],
      ],
      config:
        "#cloud-config\n\ninstall:\n  device: /dev/nvme0n1\n  reboot: false\n  poweroff: true\n",
      mode: 0o600,
      env: { KAIROS_DEBUG: "1", https_proxy: "http://proxy:3128", KAIROS_AGENT_PROGRESS: "1" },
    },
  ]);
  assert.match(stdout, /partitioned.*\n.*an ordinary line of its log\n.*installation is done/);
  assert.doesNotMatch(stdout, /of-tomorrow/);
  assert.match(stdout, /\[ OK \] Installed on \/dev\/nvme0n1\. This machine switches off/);
  assert.equal(host.text("/run/bringup/install.yaml"), undefined);
});

test("what the user-data on the medium says is proposed: Enter takes it", async () => {
  const { started, result } = install(
    {
      drives: [NVME, { ...SATA, label: "data" }, MEDIUM],
      files: {
        "/run/initramfs/live/config.yaml":
          "#cloud-config\ninstall:\n  device: /dev/sda\n  reboot: true\n",
      },
    },
    "\n\nsda\n",
  );
  const { exitCode, stderr } = await result;
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(started[0]?.argv.slice(2), [
    "--use-default-dirs",
    "--reboot",
    "/run/bringup/install.yaml",
  ]);
  assert.match(started[0]?.config ?? "", /device: \/dev\/sda\n/);
});

test("without the name of the drive nothing is erased", async () => {
  for (const name of ["", "yes\n", "sda\n", "/dev/nvme0n1\n"]) {
    const { host, started, result } = install({}, `/dev/nvme0n1\nreboot\n${name}`);
    assert.notEqual((await result).exitCode, 0, name);
    assert.deepEqual(started, [], name);
    assert.deepEqual(host.effects, [], name);
  }
});

test("with everything said on the command line nobody is asked, and the order is the same", async () => {
  const { started, result } = install(
    {},
    "",
    ...["--device", "auto", "--name", "nvme0n1", "--json"],
  );
  const { exitCode, stderr } = await result;
  assert.equal(exitCode, 0, stderr);
  assert.match(
    started[0]?.config ?? "",
    /device: \/dev\/nvme0n1\n {2}reboot: false\n {2}poweroff: false/,
  );
});

const REFUSED: Readonly<Record<string, [given: Medium, code: RegExp]>> = {
  "on an installed host": [
    { files: { "/run/cos/active_mode": "1" }, without: ["/run/cos/live_mode"] },
    /INSTALL_NOT_LIVE/,
  ],
  "where nobody can tell what was started": [
    { without: ["/run/cos/live_mode"] },
    /INSTALL_NOT_LIVE/,
  ],
  "without Kairos' agent": [{ without: ["/usr/bin/kairos-agent"] }, /INSTALL_AGENT_MISSING/],
  "onto a drive that is too small": [
    { drives: [{ name: "nvme0n1", size: GB }] },
    /nvme0n1 will not do: 1 GB.*INSTALL_DRIVE_UNFIT/s,
  ],
  "while another drive holds an edge system": [
    { drives: [NVME, { ...SATA, label: "COS_STATE" }] },
    /\/dev\/sda still holds.*INSTALL_OTHER_SYSTEM/s,
  ],
};

for (const [where, [given, code]] of Object.entries(REFUSED))
  test(`${where} nothing is installed, and it is said why`, async () => {
    const { host, started, result } = install(
      given,
      "",
      "--device",
      "nvme0n1",
      "--name",
      "nvme0n1",
    );
    const { exitCode, stderr } = await result;
    assert.notEqual(exitCode, 0);
    assert.match(stderr, code);
    assert.deepEqual([started, host.effects], [[], []]);
  });

test("the medium itself cannot be chosen", async () => {
  const { started, result } = install({}, "", "--device", "/dev/sdb", "--name", "sdb");
  assert.equal((await result).exitCode, 2);
  assert.deepEqual(started, []);
});

for (const [how, given] of [
  ["says why", { prints: ['{"event":"error","message":"no space on the target"}'], exitCode: 1 }],
  ["says why and ends well", { prints: ['{"event":"error","message":"no space on the target"}'] }],
  ["says nothing", { exitCode: 7 }],
] as const)
  test(`an installation that fails and ${how} is a failure of ours, which Kairos passes on`, async () => {
    const { result } = install(given, "", "--device", "nvme0n1", "--name", "nvme0n1");
    const { exitCode, stderr } = await result;
    assert.equal(exitCode, 3);
    assert.match(stderr, "prints" in given ? /no space on the target/ : /exit code 7/);
  });

test("asked for an installer in a browser there is none, and that is no failure", async () => {
  const { started, result } = install({}, "", "--no-tui");
  assert.equal((await result).exitCode, 0);
  assert.deepEqual(started, []);
});
