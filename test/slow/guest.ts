import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { inGuest } from "./deadline.ts";
import { CARDS, hardware, type Image } from "./hardware.ts";
import { type Monitor, openMonitor } from "./monitor.ts";
import { type Ended, openShell, type Shell } from "./shell.ts";

/** A Debian on hardware of its own, computed by qemu, off from every network. */
export interface Guest {
  readonly monitor: Monitor;
  /** Runs lines of shell inside, as root, and waits for their end. */
  run(script: string, limitMs?: number): Promise<Ended>;
  /** The same for what must succeed; gives what it printed. */
  sh(script: string, limitMs?: number): Promise<string>;
  /** The real program; a run that waits for an answer of a person may take minutes. */
  bringup(...args: readonly string[]): Promise<Ended>;
  /** Writes a private file inside. */
  write(path: string, content: string): Promise<void>;
  /** Pulls the cable of a card, or plugs it in. */
  cable(card: string, state: "in" | "out"): Promise<void>;
  /** The guest as it is now, memory and disk, can be had again under this name. */
  save(name: string): Promise<void>;
  /** All cables are plugged in again. */
  restore(name: string): Promise<void>;
  reboot(): Promise<void>;
  /** The reset button: nothing in there gets a chance to finish. */
  reset(): Promise<void>;
  /** Waits until systemd has done what a boot asks for. @throws when a unit failed */
  booted(): Promise<void>;
  switchOff(): Promise<void>;
}

const PROGRAM_LIMIT_MS = inGuest(10_000);

/**
 * Switches a guest on, and waits until it has booted.
 * @param folder for its sockets and `console`, the log of its kernel
 * @param snapshot what it goes on from, instead of booting
 */
export async function switchOn(image: Image, folder: string, snapshot?: string): Promise<Guest> {
  const from = snapshot === undefined ? [] : ["-loadvm", snapshot];
  const qemu = startQemu([...hardware(image, folder), ...from], join(folder, "qemu.log"));
  try {
    const monitor = await openMonitor(join(folder, "monitor.sock"));
    const shell = await openShell(join(folder, "shell.sock"));
    const guest = createGuest(qemu, monitor, shell);
    if (snapshot === undefined) {
      await shell.nextBoot();
      await guest.booted();
    }
    return guest;
  } catch (thrown) {
    qemu.kill("SIGKILL");
    throw thrown;
  }
}

function createGuest(qemu: ChildProcess, monitor: Monitor, shell: Shell): Guest {
  async function sh(script: string, limitMs?: number): Promise<string> {
    const { code, stdout, stderr } = await shell.run(script, limitMs);
    if (code === 0) return stdout.trimEnd();
    throw new Error(`${script}: exit code ${code}\n${stdout}${stderr}`);
  }

  async function booted(): Promise<void> {
    const state = await shell.run("systemctl is-system-running --wait", inGuest(10_000));
    if (state.stdout.trim() !== "running")
      throw new Error(`booted: ${state.stdout}${await sh("systemctl --failed --no-legend")}`);
  }

  /** A boot that begins with `cause`. */
  async function through(cause: () => Promise<unknown>): Promise<void> {
    const boot = shell.nextBoot();
    await Promise.all([boot, cause()]);
    await booted();
  }

  return {
    monitor,
    run: shell.run,
    sh,
    booted,
    bringup: (...args) => shell.run(["bringup", ...args].map(quoted).join(" "), PROGRAM_LIMIT_MS),
    async write(path, content) {
      const encoded = Buffer.from(content).toString("base64");
      await sh(`umask 077; echo ${encoded} | base64 -d > ${quoted(path)}`);
    },
    async cable(card, state) {
      await monitor.execute("set_link", { name: card, up: state === "in" });
    },
    save: (name) => monitor.human(`savevm ${name}`),
    async restore(name) {
      shell.forget(`the guest became ${name}`);
      await monitor.human(`loadvm ${name}`);
      // Where the cables are is no part of what was saved.
      for (const card of CARDS) await monitor.execute("set_link", { name: card, up: true });
    },
    // The answer may or may not come before the shell is stopped.
    reboot: () => through(() => shell.run("systemctl reboot").catch(() => undefined)),
    reset: () => through(() => monitor.execute("system_reset")),
    async switchOff() {
      const ended = new Promise((resolve) => qemu.once("exit", resolve));
      if (qemu.exitCode !== null || qemu.signalCode !== null) return;
      shell.forget("the guest was switched off");
      // Its disk is written out; it never waits for the guest.
      monitor.execute("quit").catch(() => qemu.kill("SIGKILL"));
      await ended;
      monitor.close();
      shell.close();
    },
  };
}

/** qemu ends when this process does, however that ends. */
function startQemu(args: readonly string[], log: string): ChildProcess {
  const output = openSync(log, "a");
  const command = ["--pdeathsig", "KILL", "qemu-system-x86_64", ...args];
  const qemu = spawn("setpriv", command, { stdio: ["ignore", output, output] });
  closeSync(output);
  return qemu;
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
