import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOME } from "../support/debian-tree.ts";
import { eventually } from "../support/eventually.ts";
import type { Lab } from "./lab.ts";
import { prepareTree } from "./prepare-tree.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Debian with a real systemd as process 1, and bringup installed. */
export interface Machine {
  /** The tree as this machine sees it from outside. */
  readonly tree: string;
  boot(): Promise<void>;
  /** Runs a program inside, as root, and waits for its end. */
  run(...argv: readonly [string, ...string[]]): Promise<Ended>;
  /** The same, with this on its standard input. */
  runWith(input: string, ...argv: readonly [string, ...string[]]): Promise<Ended>;
  /** The same for a line of shell that must succeed; gives what it printed. */
  sh(line: string): Promise<string>;
  /** Starts a program inside, as root, with pipes to talk over. */
  start(...argv: readonly [string, ...string[]]): ChildProcessWithoutNullStreams;
  /** How a program is run inside from a terminal outside. @throws when this machine does not run. */
  inside(...argv: readonly string[]): Inside;
  /** The real program. */
  bringup(...args: readonly string[]): Promise<Ended>;
  /** Boots again at once, as the hardware would. */
  reboot(): Promise<void>;
  /** Kills process 1: nothing gets a chance to finish. */
  cutPower(): Promise<void>;
  powerOff(): Promise<void>;
}

interface Inside {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LANG: "C.UTF-8",
  TERM: "dumb",
};
const BOOT_LIMIT_MS = 180_000;

export function createMachine(lab: Lab, name: string): Machine {
  const tree = lab.tree(name);
  prepareTree(tree);
  let supervisor: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const entered = new Set<ChildProcess>();

  function switchOn(): void {
    const log = openSync(join(lab.folder, `${name}.console`), "a");
    const join_ = lab.cgroups.map((folder) => `echo $$ > ${folder}/cgroup.procs`);
    const script = [...join_, 'exec systemd-nspawn "$@"'].join("\n");
    const child = spawn("sh", ["-ec", script, "sh", ...nspawnArguments(lab, name, tree)], {
      stdio: ["ignore", log, log],
      env: { PATH: ENVIRONMENT.PATH, SYSTEMD_NSPAWN_API_VFS_WRITABLE: "network" },
    });
    closeSync(log);
    supervisor = child;
    ended = new Promise((resolve) => child.once("exit", resolve));
  }

  function inside(...argv: readonly string[]): Inside {
    const init = processOne(supervisor);
    if (init === undefined) throw new Error(`${name} does not run`);
    return { argv: ["nsenter", "-t", `${init}`, "-a", "--", ...argv], env: ENVIRONMENT };
  }

  function enter(...words: readonly string[]): ChildProcessWithoutNullStreams {
    const { argv, env } = inside(...words);
    const [program, ...args] = argv;
    const child = spawn(program, args, { env });
    entered.add(child);
    child.once("close", () => entered.delete(child));
    return child;
  }

  const run = async (...argv: readonly string[]): Promise<Ended> => collect(enter(...argv));

  /**
   * systemd stops all processes before it kills them, and nsenter stops together with its program:
   * nobody but us would let it go on, and the machine waits for it.
   */
  async function untilEnded(): Promise<void> {
    const nudge = setInterval(() => {
      for (const child of entered) child.kill("SIGCONT");
    }, 100);
    await ended;
    clearInterval(nudge);
  }

  async function boot(): Promise<void> {
    switchOn();
    await eventually(
      `${name} has booted, see ${lab.folder}/${name}.console`,
      async () => {
        if (processOne(supervisor) === undefined) return false;
        const { stdout } = await run("systemctl", "is-system-running");
        return /^(running|degraded)$/.test(stdout.trim());
      },
      BOOT_LIMIT_MS,
    );
  }

  const machine: Machine = {
    tree,
    boot,
    run,
    runWith: async (input, ...argv) => collect(enter(...argv), input),
    start: enter,
    inside,
    async sh(line) {
      const { code, stdout, stderr } = await run("sh", "-ec", line);
      if (code === 0) return stdout.trimEnd();
      throw new Error(`${line}: exit code ${code}\n${stdout}${stderr}`);
    },
    bringup: (...args) => run("/usr/bin/bringup", ...args),
    async reboot() {
      await run("systemctl", "reboot");
      await untilEnded();
      await boot();
    },
    async cutPower() {
      const init = processOne(supervisor);
      if (init !== undefined) process.kill(init, "SIGKILL");
      await untilEnded();
    },
    async powerOff() {
      if (processOne(supervisor) === undefined) return;
      const late = setTimeout(() => machine.cutPower(), 15_000);
      await run("systemctl", "poweroff");
      await untilEnded();
      clearTimeout(late);
    },
  };
  return machine;
}

function nspawnArguments(lab: Lab, name: string, tree: string): readonly string[] {
  const node = join(HOME, "node_modules/node/bin/node");
  return [
    // Lanes run beside each other: systemd-nspawn keeps a folder per machine name in /run.
    ...["--quiet", `--machine=${lab.namespace}-${name}`, `--hostname=${name}`],
    ...[`--directory=${tree}`, "--boot", "--console=pipe"],
    // No systemd and no D-Bus of the machine around it.
    ...["--register=no", "--keep-unit", "--resolv-conf=off", "--timezone=off"],
    `--network-namespace-path=/run/netns/${lab.namespace}`,
    "--capability=CAP_NET_ADMIN,CAP_NET_RAW",
    `--bind-ro=${lab.program}:/usr/lib/bringup`,
    `--bind-ro=${node}:/usr/lib/bringup/node_modules/node/bin/node`,
    `--bind-ro=${HOME}:/opt/source`,
  ];
}

/** The only child of systemd-nspawn once the machine is on its way. */
function processOne(supervisor: ChildProcess | undefined): number | undefined {
  if (supervisor?.pid === undefined || supervisor.exitCode !== null) return undefined;
  const children = shownBy(`/proc/${supervisor.pid}/task/${supervisor.pid}/children`);
  const init = children
    .split(" ")
    .find((child) => child !== "" && /^NSpid:\s.*\s1$/m.test(shownBy(`/proc/${child}/status`)));
  return init === undefined ? undefined : Number(init);
}

/** Nothing of a process that has ended, before or while it is read. */
function shownBy(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && /^(ENOENT|ESRCH)$/.test(String(thrown.code)))
      return "";
    throw thrown;
  }
}

function collect(child: ChildProcess, input = ""): Promise<Ended> {
  const parts = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.on("data", (chunk: Buffer) => {
      parts[stream] += chunk.toString();
    });
  // What ends before it has read all of it says so by its exit code.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 255, ...parts }));
  });
}

/** A file inside, written from outside. */
export function write(machine: Machine, path: string, text: string, mode = 0o600): void {
  writeFileSync(join(machine.tree, path), text, { mode });
}
