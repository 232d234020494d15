import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import {
  ABSENT,
  type FilesIO,
  known,
  systemClock,
  type UnitState,
  type UnitsIO,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { sanitize } from "../../text/index.ts";
import type { Places } from "../disk/files.ts";
import { joinPath } from "../paths.ts";
import { signalGroup } from "../process/group.ts";
import { isAlive, machineBootId } from "../process-identity.ts";
import { checkedUnit } from "../unit-file.ts";
import { executableAt } from "./programs.ts";
import {
  type ExecLine,
  expandWords,
  parseEnvironmentFile,
  parseService,
  type ServiceDefinition,
} from "./service-definition.ts";
import { lookAtService, readRecord, type ServiceRecord, stateOf } from "./service-state.ts";
import { supervisorScript } from "./supervisor.ts";
import type { UnitLinks } from "./unit-links.ts";

export interface SandboxUnits extends UnitsIO {
  startWanted(): Promise<void>;
  stopAll(): Promise<void>;
  /** Where what the unit prints is written down, inside the sandbox. */
  logPath(unit: string): string;
}

export interface SandboxUnitsParts {
  readonly root: string;
  readonly files: FilesIO;
  readonly places: Places;
  readonly links: UnitLinks;
  /** Given to every unit beside what its file says. */
  environment(): Promise<Readonly<Record<string, string>>>;
}

const STOP_LIMIT_MS = 10_000;
const POLL_MS = 20;

/** Services of a rehearsal: real processes, each under a supervisor that outlives this program. */
export function createSandboxUnits(parts: SandboxUnitsParts): SandboxUnits {
  const { files, links } = parts;
  const folder = joinPath(parts.root, "run/bringup/units");
  const logs = joinPath(parts.root, "var/log/bringup-units");
  /** The machine is on: since when, by the start of the real one. */
  const powered = joinPath(folder, "powered");
  const recordFile = (unit: string) => joinPath(folder, `${checkedUnit(unit)}.json`);
  const notifyFile = (unit: string) => joinPath(folder, `${unit}.notify`);
  const logFile = (unit: string) => joinPath(logs, `${unit}.log`);

  async function definitionOf(unit: string): Promise<ServiceDefinition> {
    const settings = await links.settings(unit);
    if (settings === undefined) throw new BringupError("UNIT_FAILED", `Unit ${unit} not found.`);
    return parseService(settings);
  }

  async function stateOfUnit(unit: string): Promise<UnitState | undefined> {
    const settings = await links.settings(unit);
    const seen = await lookAtService(recordFile(unit));
    if (settings === undefined && !seen?.isSupervised) return undefined;
    const tells = settings !== undefined && parseService(settings).type === "notify";
    const notify = tells ? await readOwn(notifyFile(unit)) : undefined;
    return stateOf(seen, await links.enabled(unit, settings), tells ? (notify ?? "") : undefined);
  }

  async function start(unit: string): Promise<void> {
    const definition = await definitionOf(unit);
    const record = await readRecord(recordFile(unit));
    if (record && isAlive(record.supervisor)) return;
    endOrphan(record);
    await mkdir(folder, { recursive: true });
    await mkdir(logs, { recursive: true });
    await rename(logFile(unit), `${logFile(unit)}.1`).catch(() => undefined);
    await rm(recordFile(unit), { force: true });
    const environment = await environmentOf(unit, definition);
    const script = joinPath(folder, `${unit}.sh`);
    const place = (line: ExecLine) => placed(line, environment);
    const text = supervisorScript({ unit, definition, folder, logFile: logFile(unit), place });
    await writeFile(script, text, { mode: 0o600 });
    launch(unit, script, { environment, directory: directoryOf(definition) });
    await appears(unit);
  }

  async function environmentOf(unit: string, definition: ServiceDefinition) {
    const fromFiles: Record<string, string> = {};
    for (const { path, optional } of definition.environmentFiles) {
      const text = await files.readText(path);
      if (text === undefined && !optional)
        throw new BringupError("UNIT_FAILED", `${unit}: its environment file ${path} is missing`);
      Object.assign(fromFiles, parseEnvironmentFile(text ?? ""));
    }
    const own = await parts.environment();
    return { ...definition.environment, ...fromFiles, ...own, NOTIFY_FILE: notifyFile(unit) };
  }

  function placed(
    line: ExecLine,
    environment: Readonly<Record<string, string>>,
  ): readonly string[] | undefined {
    const program = executableAt(parts.places, line.argv[0]);
    if (program === undefined) return undefined;
    return [program, ...expandWords(line.argv.slice(1), environment)];
  }

  function directoryOf(definition: ServiceDefinition): string {
    const wanted = definition.workingDirectory ?? "/";
    return parts.places.toRead(wanted, true) ?? parts.root;
  }

  function launch(
    unit: string,
    script: string,
    options: { environment: Readonly<Record<string, string>>; directory: string },
  ): void {
    const log = openSync(logFile(unit), "a", 0o600);
    try {
      const child = spawn("/bin/sh", [script], {
        cwd: options.directory,
        env: { ...options.environment },
        detached: true,
        stdio: ["ignore", log, log],
      });
      // Its record, or the lack of one, tells whether it started.
      child.on("error", () => undefined);
      child.unref();
    } finally {
      closeSync(log);
    }
  }

  async function appears(unit: string): Promise<void> {
    const until = performance.now() + 5_000;
    while ((await readRecord(recordFile(unit))) === undefined) {
      if (performance.now() > until)
        throw new BringupError("UNIT_FAILED", `${unit}: its supervisor did not start`);
      await systemClock.sleep(POLL_MS);
    }
  }

  async function stop(unit: string, timeoutMs: number): Promise<void> {
    const record = await readRecord(recordFile(unit));
    if (record === undefined) return;
    if (isAlive(record.supervisor)) {
      process.kill(record.supervisor.pid, "SIGTERM");
      if (!(await ends(record, timeoutMs))) signalGroup(record.supervisor.pid, "SIGKILL");
      await ends(record, 2_000);
    }
    endOrphan(record);
    const now = await readRecord(recordFile(unit));
    if (now && !isAlive(now.supervisor))
      await writeFile(recordFile(unit), JSON.stringify({ ...now, phase: "stopped", main: null }));
  }

  async function stopAll(): Promise<void> {
    await rm(powered, { force: true });
    const names = (await files.list("/run/bringup/units")) ?? [];
    const units = names.flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
    await Promise.all(units.map((unit) => stop(unit, STOP_LIMIT_MS)));
  }

  /** A unit that only does something once is done for this start of the machine. */
  async function startWanted(): Promise<void> {
    const isOn = (await readOwn(powered)) === machineBootId();
    const found: { readonly unit: string; readonly isOnce: boolean }[] = [];
    for (const unit of await links.wanted()) {
      const settings = unit.endsWith(".service") ? await links.settings(unit) : undefined;
      if (settings === undefined) continue;
      found.push({ unit, isOnce: parseService(settings).type === "oneshot" });
    }
    for (const { unit } of found.filter(({ isOnce }) => isOnce && !isOn)) {
      await start(unit);
      await endsOnce(unit);
    }
    for (const { unit } of found.filter(({ isOnce }) => !isOnce)) await start(unit);
    await mkdir(folder, { recursive: true });
    await writeFile(powered, machineBootId());
  }

  /** What starts after it waits for it, as for everything a machine does early. */
  async function endsOnce(unit: string): Promise<void> {
    const record = await readRecord(recordFile(unit));
    if (record !== undefined) await ends(record, STOP_LIMIT_MS);
  }

  return {
    async show(unit) {
      const state = await stateOfUnit(unit);
      return state ? known(state) : ABSENT;
    },
    async journal(unit, { lines }) {
      const text = await readOwn(logFile(checkedUnit(unit)));
      const all = (text ?? "").split("\n").filter(Boolean).map(sanitize);
      return known(lines > 0 ? all.slice(-lines) : []);
    },
    start,
    async restart(unit) {
      await definitionOf(unit);
      await stop(unit, STOP_LIMIT_MS);
      await start(unit);
    },
    async stop(unit, { timeoutMs }) {
      await definitionOf(unit);
      await stop(unit, timeoutMs);
    },
    enable: (unit, { scope }) => links.enable(unit, scope),
    disable: (unit) => links.disable(unit),
    // Unit files are read again at every start, so there is nothing to make known.
    reload: async () => undefined,
    startWanted,
    stopAll,
    logPath: (unit) => logFile(checkedUnit(unit)).slice(parts.root.length),
  };

  async function readOwn(place: string): Promise<string | undefined> {
    return files.readText(place.slice(parts.root.length));
  }
}

/** The main process of a supervisor that was killed: still ours, known by more than its pid. */
function endOrphan(record: ServiceRecord | undefined): void {
  if (record?.main && !isAlive(record.supervisor) && isAlive(record.main))
    process.kill(record.main.pid, "SIGKILL");
}

async function ends(record: ServiceRecord, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(record.supervisor)) {
    if (performance.now() > until) return false;
    await systemClock.sleep(POLL_MS);
  }
  return true;
}
