// Over 100 lines: a host in memory with the script of the way back as a model beside it.
import type { RunParts } from "../../../src/engine/index.ts";
import { handlerMap } from "../../../src/engine/index.ts";
import { createMemoryHost, exited, type MemoryHost } from "../../../src/host/index.ts";
import type { NetworkChange } from "../../../src/network/change.ts";
import { continuing } from "../../../src/network/try/continuing.ts";
import { BOOT_UNIT, MARKER, NAMES, WATCH_UNIT } from "../../../src/network/try/folder.ts";
import { networkTryHandler } from "../../../src/network/try/handler.ts";
import type { Prove } from "../../../src/network/try/prove.ts";
import { networkTry } from "../../../src/network/try/step.ts";
import type { TrialAbout } from "../../../src/network/try/trial.ts";
import { candidateOf } from "../../support/steps.ts";

export const FOLDER = "/var/lib/bringup/network-try";
export const LAN = "/etc/network/lan.conf";
export const VLAN = "/etc/network/more/vlan.conf";
const UNITS = "/etc/systemd/system";

export const CHANGE: NetworkChange = {
  driver: "systemd-networkd",
  files: [
    { path: LAN, content: "10.0.0.9/24", mode: 0o644 },
    { path: VLAN, content: "10.9.9.9/24", mode: 0o600 },
  ],
  apply: [["netd", "reload"]],
  revert: [["netd", "reload"]],
  links: ["eth0"],
  creates: [],
  ends: [{ link: "eth0", was: ["10.0.0.2/24"], now: ["10.0.0.9/24"] }],
};

export const STEP = networkTry({
  id: "network.eth0",
  title: "eth0: 10.0.0.2/24 becomes 10.0.0.9/24",
  change: CHANGE,
  folder: FOLDER,
});

export interface TryLab {
  readonly host: MemoryHost;
  readonly parts: Omit<RunParts, "journal">;
  /** Addresses the kernel of this host has. */
  kernel(): string;
  /** What a person sees on the disk and in the kernel, without the folder of the try. */
  state(): object;
  /** The power comes back: what is enabled starts, the way back before the network. */
  boot(): Promise<void>;
}

export interface TryLabOptions {
  /** Somebody confirms a change in force after some seconds. */
  readonly confirms?: boolean;
  /** How the network program ends; the kernel follows its files only after a 0. */
  readonly reload?: () => number;
  readonly prove?: Prove;
  /** What is tried; `STEP` unless told. */
  readonly step?: typeof STEP;
  readonly diskBytes?: number;
}

export function createTryLab(options: TryLabOptions = {}): TryLab {
  const { step = STEP } = options;
  let kernel = "10.0.0.2/24";
  const followFiles = () => {
    kernel = host.text(LAN) ?? "";
  };
  const host: MemoryHost = createMemoryHost({
    files: {
      [LAN]: "10.0.0.2/24",
      "/proc/uptime": "100.00 50.00\n",
      "/run/systemd/system/.keep": "",
      "/etc/resolv.conf": "nameserver 10.0.0.1\n",
    },
    ...(options.diskBytes === undefined ? {} : { diskBytes: options.diskBytes }),
    commands: {
      netd() {
        const exitCode = options.reload?.() ?? 0;
        if (exitCode === 0) followFiles();
        return exited("", { exitCode, stderr: "netd: no\n" });
      },
      ip({ argv }) {
        if (!argv.includes("addr")) return exited("[]");
        const [local, prefixlen] = kernel.split("/");
        const address = { local, prefixlen: Number(prefixlen), scope: "global" };
        return exited(JSON.stringify([{ flags: ["LOWER_UP"], mtu: 1500, addr_info: [address] }]));
      },
      ss: () => exited("0 0 10.0.0.2:22 10.0.0.77:50022\n"),
      async "revert.sh"({ argv }) {
        if (argv[1] === "look") return exited(`address eth0 ${kernel}\n`);
        if (argv[1] === "undo") await revert(argv[2] ?? "");
        return exited("");
      },
    },
    services: {
      [WATCH_UNIT]: {
        start: () => {
          watch(generation).catch(() => undefined);
          return undefined;
        },
        stop: () => {
          generation += 1;
        },
      },
    },
  });
  let generation = 0;

  const text = (name: string) => host.text(`${FOLDER}/${name}`)?.trim();

  /** What `revert.sh` does, in the order in which it does it. */
  async function revert(why: string): Promise<void> {
    await host.files.writeAtomic(`${FOLDER}/${NAMES.reverting}`, `${why}\n`, { mode: 0o600 });
    await host.files.remove(`${FOLDER}/${NAMES.outcome}`);
    await restoreFiles();
    followFiles();
    await conclude("reverted", why);
  }

  async function restoreFiles(): Promise<void> {
    const about = JSON.parse(text(NAMES.about) ?? "{}") as Partial<TrialAbout>;
    for (const { path, saved, mode, newFolders } of about.former ?? []) {
      const former = saved === null ? undefined : text(`${NAMES.former}/${saved}`);
      if (former === undefined) await host.files.remove(path);
      else await host.files.writeAtomic(path, former, { mode });
      for (const folder of newFolders) await host.files.remove(folder).catch(() => undefined);
    }
  }

  async function conclude(is: string, why: string): Promise<void> {
    const now = kernel === (host.text(LAN) ?? "") ? "equal" : "differ";
    const outcome = `is=${is}\nwhy=${why}\nfiles=equal\nkernel=${now}\n`;
    await host.files.writeAtomic(`${FOLDER}/${NAMES.outcome}`, outcome, { mode: 0o600 });
  }

  /** One turn of the loop that keeps the time. */
  async function turn(): Promise<void> {
    const uptime = 100 + host.clock.monotonicMs() / 1000;
    host.put("/proc/uptime", `${uptime.toFixed(2)} 50.00\n`);
    const reverting = text(NAMES.reverting);
    const decision = text(NAMES.decision);
    if (reverting !== undefined) return revert(reverting);
    if (decision === "keep") return conclude("kept", "confirmed");
    if (decision !== undefined) return revert(decision.slice("revert ".length));
    if (host.text(MARKER) === undefined) return revert("the host restarted");
    if (uptime >= Number(text(NAMES.deadline))) return revert("not confirmed in time");
  }

  async function watch(own: number): Promise<void> {
    for (let applied = 0; text(NAMES.outcome) === undefined; ) {
      await host.clock.sleep(1000);
      if (generation !== own) return;
      if (text(NAMES.applied) !== undefined) applied += 1;
      const isDecided = text(NAMES.decision) !== undefined;
      if (options.confirms && applied === 5 && !isDecided)
        host.put(`${FOLDER}/${NAMES.decision}`, "keep\n");
      await turn();
    }
    for (const path of unitFiles()) await host.files.remove(path);
    host.setUnit(WATCH_UNIT, { active: "inactive", sub: "dead" });
  }

  const unitFiles = () => [
    `${UNITS}/sysinit.target.wants/${BOOT_UNIT}`,
    `${UNITS}/${BOOT_UNIT}`,
    MARKER,
    `${UNITS}/multi-user.target.wants/${WATCH_UNIT}`,
    `${UNITS}/${WATCH_UNIT}`,
  ];

  const handlers = handlerMap([networkTryHandler({ prove: options.prove ?? (async () => []) })]);
  return {
    host,
    kernel: () => kernel,
    parts: {
      host,
      handlers,
      secrets: { read: async () => undefined, matches: () => undefined },
      // As a planner sees it: nothing is left to do once the files are as asked.
      candidate: async () => {
        const isAsAsked = host.text(LAN) === CHANGE.files[0]?.content;
        return continuing(isAsAsked ? candidateOf() : candidateOf(step), [step], host);
      },
      onChange: () => undefined,
      random: () => 0,
    },
    state: () => ({
      kernel,
      files: host
        .paths()
        .filter((path) => !path.startsWith(FOLDER) && path !== "/proc/uptime")
        .map((path) => [path, host.mode(path), host.text(path)]),
      folder: host.mode("/etc/network/more"),
    }),
    async boot() {
      generation += 1;
      await host.files.remove(MARKER);
      host.put("/proc/uptime", `${(100 + host.clock.monotonicMs() / 1000).toFixed(2)} 50.00\n`);
      const isEnabled = host.paths().includes(`${UNITS}/sysinit.target.wants/${BOOT_UNIT}`);
      const isOver = text(NAMES.outcome) !== undefined || text(NAMES.decision) === "keep";
      if (isEnabled && !isOver) await restoreFiles();
      followFiles();
      await host.boot();
    },
  };
}
