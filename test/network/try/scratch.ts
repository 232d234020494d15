import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { BOOT_UNIT, MARKER, NAMES, WATCH_UNIT } from "../../../src/network/try/folder.ts";
import { type FormerFile, type RevertPlan, revertScript } from "../../../src/network/try/script.ts";
import { unitTexts } from "../../../src/network/try/units.ts";

export const FOLDER = "/var/lib/bringup/network-try";
const UNITS = "/etc/systemd/system";
/** What the network program of the scratch machine reads, and what it then made of it. */
export const LAN = "/etc/network/lan it's $HOME `x`\\.conf";
export const VLAN = "/etc/network/new folder/deep/vlan.conf";
const KERNEL = "/proc/net-state";

/** Stand-ins at the command boundary: a daemon that reads its files, and the tool that shows. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "/usr/sbin/ip": `#!/bin/sh
root=\${0%/usr/sbin/ip}
case "$*" in
  *"link show"*) printf '2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\\\\    link/ether 02:00:00:00:00:01\\n' ;;
  *"addr show"*) printf '2: eth0    inet %s brd 10.0.0.255 scope global eth0\\\\       valid_lft %ssec\\n' "$(cat "$root${KERNEL}")" $$ ;;
esac
`,
  "/usr/bin/netd": `#!/bin/sh
root=\${0%/usr/bin/netd}
[ "$1" = reload ] || exit 3
cat "$root"/etc/network/*.conf "$root"/etc/network/*/*/*.conf 2>/dev/null | tr -d '\\n' >"$root${KERNEL}"
`,
};

export interface Scratch {
  readonly root: string;
  /** A file inside, `undefined` when it is not there. */
  read(path: string): string | undefined;
  write(path: string, text: string, mode?: number): void;
  /** Everything below /etc with mode and content, and what the kernel has. */
  state(): Readonly<Record<string, string>>;
  /** Runs the script to its end; `before` is put in front of its work. */
  run(mode: string, before?: string): Promise<{ readonly code: number | null }>;
  start(mode: string): ChildProcess;
  outcome(): Readonly<Record<string, string>>;
  /** The change as the agent makes it, once armed. */
  apply(): void;
  /** What the network program does when the machine starts. */
  bootNetwork(): void;
}

/** A machine in a folder with one network file, its way back armed. */
export function makeScratch(
  t: TestContext,
  plan: Partial<RevertPlan> = {},
  parent = tmpdir(),
): Scratch {
  const root = mkdtempSync(join(parent, "bringup try's $-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const at = (path: string) => join(root, path);
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    // Whole or not at all, as the agent writes: the script may be reading.
    const beside = join(root, ".beside");
    writeFileSync(beside, text, { mode });
    chmodSync(beside, mode);
    renameSync(beside, at(path));
  };
  const read = (path: string) =>
    existsSync(at(path)) ? readFileSync(at(path), "utf8") : undefined;
  for (const [path, text] of Object.entries(PROGRAMS)) write(path, text, 0o755);
  write(LAN, "10.0.0.2/24", 0o640);
  write(KERNEL, "10.0.0.2/24");

  const script = at(`${FOLDER}/${NAMES.script}`);
  const start = (mode: string, path = script) => {
    const [verb, ...rest] = mode.split(" ");
    const words = [verb ?? "", ...(rest.length > 0 ? [rest.join(" ")] : [])];
    return spawn("/bin/sh", [path, ...words], { stdio: "ignore", detached: true });
  };
  const ended = (child: ChildProcess) =>
    new Promise<{ code: number | null }>((resolve) =>
      child.once("exit", (code) => resolve({ code })),
    );

  const scratch: Scratch = {
    root,
    read,
    write,
    state() {
      const found: Record<string, string> = { kernel: read(KERNEL) ?? "" };
      for (const entry of readdirSync(at("/etc"), { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        const mode = (statSync(path).mode & 0o7777).toString(8);
        found[path.slice(root.length)] = entry.isFile()
          ? `${mode} ${readFileSync(path, "utf8")}`
          : "folder";
      }
      return found;
    },
    async run(mode, before) {
      if (before === undefined) return ended(start(mode));
      const cut = at(`${FOLDER}/cut.sh`);
      const text = readFileSync(script, "utf8").replace("\ncd / || exit 1\n", `\n${before}\n`);
      writeFileSync(cut, text);
      const result = await ended(start(mode, cut));
      rmSync(cut);
      return result;
    },
    start: (mode) => start(mode),
    outcome() {
      const lines = (read(`${FOLDER}/${NAMES.outcome}`) ?? "").trimEnd().split("\n");
      return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    },
    bootNetwork: () => {
      spawnSync("/bin/sh", [at("/usr/bin/netd"), "reload"]);
    },
    apply() {
      write(LAN, "10.0.0.99/24", 0o600);
      write(VLAN, "10.9.9.9/24");
      write(KERNEL, "10.0.0.99/2410.9.9.9/24");
    },
  };
  arm(scratch, plan);
  return scratch;
}

function arm({ root, write, read }: Scratch, plan: Partial<RevertPlan>): void {
  const former: readonly FormerFile[] = [
    {
      path: LAN,
      saved: "0",
      mode: 0o640,
      owner: `${process.getuid?.()}:${process.getgid?.()}`,
      newFolders: [],
    },
    {
      path: VLAN,
      saved: null,
      mode: 0,
      owner: null,
      newFolders: ["/etc/network/new folder/deep", "/etc/network/new folder"],
    },
  ];
  const text = revertScript({
    folder: FOLDER,
    former,
    revert: [["netd", "reload"]],
    again: [["netd", "reload"]],
    atBoot: [],
    links: ["eth0"],
    settleSeconds: 0,
    ...plan,
  });
  write(`${FOLDER}/${NAMES.former}/0`, read(LAN) ?? "");
  write(`${FOLDER}/${NAMES.script}`, text, 0o700);
  write(
    `${FOLDER}/${NAMES.before}`,
    "address eth0 inet 10.0.0.2/24 brd 10.0.0.255 scope global eth0\nlink eth0 mtu 1500\nlink eth0 up\n",
  );
  write(`${FOLDER}/${NAMES.deadline}`, "999999999\n");
  write(`${FOLDER}/${NAMES.room}`, "0".repeat(64 * 1024));
  write(MARKER, "");
  mkdirSync(join(root, UNITS), { recursive: true });
}

/** The units as the agent enables them. */
export function enableUnits({ write }: Scratch): void {
  const wants: Readonly<Record<string, string>> = {
    [WATCH_UNIT]: "multi-user.target.wants",
    [BOOT_UNIT]: "sysinit.target.wants",
  };
  for (const [unit, unitText] of Object.entries(unitTexts({ folder: FOLDER, shell: "/bin/sh" }))) {
    write(`${UNITS}/${unit}`, unitText);
    write(`${UNITS}/${wants[unit]}/${unit}`, unitText);
  }
}
