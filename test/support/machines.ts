import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DriveLatency, MeasureDrive } from "../../src/checks/index.ts";
import {
  type HttpOutcome,
  known,
  type Space,
  systemClock,
  unknown,
} from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import {
  type CommandCall,
  createMemoryHost,
  exited,
  type MemoryFile,
  type MemoryHost,
} from "../../src/host/index.ts";
import type { EdgeHostSpec } from "../../src/spec/index.ts";

/**
 * Recorded machines, `test/fixtures/machines/NAME`: `root/` holds the files as the kernel showed
 * them (`.keep` marks an empty directory), `commands.json` what probes printed, `hardware.json` what
 * `systeminformation` said, `machine.json` where all of it is from.
 */
const MACHINES = new URL("../fixtures/machines", import.meta.url).pathname;

export const MACHINE_NAMES = readdirSync(MACHINES).sort();

export interface Machine {
  readonly name: string;
  readonly host: MemoryHost;
  readonly measureDrive: MeasureDrive;
  /** What is asked of it. */
  readonly spec: EdgeHostSpec;
}

export interface MachineOptions {
  /** Without root some numbers cannot be read. */
  readonly as?: "root" | "nobody";
  /** Files put over the recorded ones. */
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Paths gone from the recording, with everything below them. */
  readonly without?: readonly string[];
  readonly missingCommands?: readonly string[];
}

interface MachineRecord {
  /** A machine it is like, but for what stands in its own folder. */
  readonly base?: string;
  /** Paths of that machine which it does not have. */
  readonly without?: readonly string[];
  readonly nowMs: number;
  readonly rootOnly?: readonly string[];
  readonly listening?: readonly number[];
  readonly spec?: EdgeHostSpec;
  /** What statfs says by mount point; 4 of 10 GB where nothing is told. */
  readonly space?: Readonly<Record<string, Space>>;
  /** Sizes of files that are recorded without their content, bytes. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** What the names of its name server are; others it does not know. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** What the API server of its cluster answers by path: text as it is, else JSON. */
  readonly api?: Readonly<Record<string, unknown>>;
  readonly drive: DriveLatency | { readonly unknown: string };
}

interface RecordedCommand {
  readonly stdout?: string;
  readonly json?: unknown;
  readonly stderr?: string;
  readonly exitCode?: number;
}

export function loadMachine(name: string, options: MachineOptions = {}): Machine {
  const record = recordOf(name);
  const listening = record.listening ?? [];
  const host = createMemoryHost({
    files: { ...recordedFiles(name, options.without ?? []), ...options.files },
    unreadable: options.as === "nobody" ? (record.rootOnly ?? []) : [],
    commands: recordedCommands(commandsOf(name), options.missingCommands ?? []),
    names: record.names ?? {},
    http: ({ url }) => apiAnswer(url, record.api ?? {}),
    hardware: readJson(name, "hardware.json", {}),
    connect({ host, port }) {
      if (host !== "127.0.0.1") return { is: "failed", why: "no route to host" };
      return listening.includes(port) ? { is: "connected", tookMs: 0.2 } : { is: "refused" };
    },
    clock: { ...systemClock, nowMs: () => record.nowMs },
  });
  const { drive } = record;
  const { stat } = host.files;
  host.files.stat = async (path) => {
    const found = await stat(path);
    return found && { ...found, sizeBytes: record.sizes?.[path] ?? found.sizeBytes };
  };
  host.files.space = async (path) => spaceAt(path, record.space ?? {});
  const measured = "unknown" in drive ? unknown(drive.unknown) : known(drive);
  return { name, host, measureDrive: async () => measured, spec: record.spec ?? {} };
}

function apiAnswer(url: string, api: Readonly<Record<string, unknown>>): HttpOutcome {
  const { pathname, search } = new URL(url);
  const answer = api[`${pathname}${search}`];
  if (answer === undefined) return { is: "failed", at: "connect", why: "connection refused" };
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  const body = new TextEncoder().encode(text);
  return { is: "answered", status: 200, headers: {}, body, tookMs: 2 };
}

/** The same machine when nothing on it can be read, run or reached. */
export function loadBlindMachine(name: string): Machine {
  const { host, spec } = loadMachine(name, {
    missingCommands: ["lsblk", "ip", "timedatectl", "chronyc", "iptables", "systemctl"],
  });
  const refuse = async (path: string): Promise<never> => {
    throw new BringupError("FILE_UNREADABLE", `${path}: permission denied`);
  };
  const files = { read: refuse, readText: refuse, list: refuse, stat: refuse, readLink: refuse };
  return {
    name: `${name}, unreadable`,
    spec,
    host: {
      ...host,
      files: { ...host.files, ...files, sha256: refuse, space: refuse },
      bootId: () => refuse("/proc/sys/kernel/random/boot_id"),
      hardware: async (topic) => unknown(`no source for ${topic}`),
      connect: async () => ({ is: "failed", why: "network is unreachable" }),
    },
    measureDrive: async () => unknown("cannot write to the drive"),
  };
}

function recordOf(name: string): MachineRecord {
  const own = readJson<MachineRecord>(name, "machine.json");
  return own.base === undefined ? own : { ...recordOf(own.base), ...own };
}

function commandsOf(name: string): Readonly<Record<string, RecordedCommand>> {
  const { base } = readJson<MachineRecord>(name, "machine.json");
  const own = readJson<Record<string, RecordedCommand>>(name, "commands.json");
  return base === undefined ? own : { ...commandsOf(base), ...own };
}

function spaceAt(path: string, space: Readonly<Record<string, Space>>): Space | undefined {
  const holders = Object.keys(space).filter((at) => `${path}/`.startsWith(at));
  return space[holders.toSorted((a, b) => b.length - a.length)[0] ?? ""];
}

function recordedFiles(
  name: string,
  without: readonly string[],
): Readonly<Record<string, MemoryFile>> {
  const root = join(MACHINES, name, "root");
  const { base, without: missing = [] } = readJson<MachineRecord>(name, "machine.json");
  const files: Record<string, MemoryFile> = {
    ...(base === undefined ? {} : recordedFiles(base, [...missing, ...without])),
  };
  for (const [path, file] of filesBelow(root)) {
    if (without.some((gone) => path === gone || path.startsWith(`${gone}/`))) continue;
    if (path.endsWith("/.keep")) files[path.slice(0, -".keep".length)] = "";
    else files[path] = file;
  }
  return files;
}

const read = new Map<string, readonly (readonly [path: string, content: Uint8Array])[]>();

/** Read once: no test writes there, and a host of memory changes no content in place. */
function filesBelow(root: string) {
  const found = read.get(root) ?? [...readBelow(root)];
  read.set(root, found);
  return found;
}

function* readBelow(root: string): Generator<readonly [path: string, content: Uint8Array]> {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield [path.slice(root.length), new Uint8Array(readFileSync(path))];
  }
}

function recordedCommands(
  recorded: Readonly<Record<string, RecordedCommand>>,
  missing: readonly string[],
) {
  const programs = new Set(Object.keys(recorded).map((line) => line.split(" ")[0] ?? ""));
  const standIn = ({ argv }: CommandCall<MemoryHost>) => {
    const answer = recorded[argv.join(" ")];
    if (answer === undefined) throw new Error(`${argv.join(" ")} was not recorded`);
    const stdout = answer.json === undefined ? answer.stdout : JSON.stringify(answer.json);
    return exited(stdout ?? "", { exitCode: answer.exitCode ?? 0, stderr: answer.stderr ?? "" });
  };
  return Object.fromEntries(
    [...programs].filter((program) => !missing.includes(program)).map((name) => [name, standIn]),
  );
}

function readJson<T>(name: string, file: string, otherwise?: T): T {
  try {
    return JSON.parse(readFileSync(join(MACHINES, name, file), "utf8"));
  } catch (thrown) {
    if (otherwise !== undefined) return otherwise;
    throw thrown;
  }
}
