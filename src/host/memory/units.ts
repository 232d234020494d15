import { ABSENT, type Clock, known, type UnitState, type UnitsIO } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { sanitize } from "../../text/index.ts";
import {
  checkedUnit,
  type EnableScope,
  isInstallable,
  parseUnitFile,
  UNIT_FOLDERS,
  type UnitSetting,
  wantsLinks,
} from "../unit-file.ts";
import type { MemoryFiles } from "./files.ts";
import { keptOfContent, textOf } from "./kept.ts";
import type { Power } from "./power.ts";
import type { FileTree } from "./tree.ts";

/** What a service does when systemd starts and stops it; without one it is simply active. */
export interface ServiceBehaviour {
  /** Return a state to be in at once, for example `{ active: "activating", sub: "start" }`. */
  start?(running: RunningService): Started | Promise<Started>;
  stop?(running: RunningService): void | Promise<void>;
}

type Started = Partial<UnitState> | undefined;

/** A service as its stand-in sees it. */
export interface RunningService {
  readonly unit: string;
  /** Changes the state from now on; ignored once the service was stopped or started again. */
  set(state: Partial<UnitState>): void;
  log(line: string): void;
}

export interface MemoryUnits extends UnitsIO {
  set(unit: string, state: Partial<UnitState>): void;
  log(unit: string, line: string): void;
  /** Every unit stops, as when the power goes. */
  cut(): void;
  startEnabled(): Promise<void>;
}

export interface MemoryUnitsParts {
  readonly tree: FileTree;
  readonly files: MemoryFiles;
  readonly power: Power;
  readonly clock: Clock;
  readonly initial: Readonly<Record<string, UnitState>>;
  behaviour(unit: string): ServiceBehaviour | undefined;
  /** A line as the service wrote it. */
  onLine?(unit: string, line: string): void;
}

interface UnitRecord {
  state: UnitState;
  /** Lines of the present invocation. */
  lines: string[];
}

const unitIn = keptOfContent((content) => parseUnitFile(textOf(content)));

const STOPPED: UnitState = { active: "inactive", sub: "dead", enabled: "disabled", restarts: 0 };

export function createMemoryUnits(parts: MemoryUnitsParts): MemoryUnits {
  const { tree, power } = parts;
  const records = new Map<string, UnitRecord>();
  let lastInvocation = 0;

  for (const [unit, state] of Object.entries(parts.initial))
    records.set(checkedUnit(unit), { state, lines: [] });

  function settingsOf(unit: string): readonly UnitSetting[] | undefined {
    for (const folder of UNIT_FOLDERS) {
      const place = tree.resolve(`${folder}/${unit}`, true);
      const inode = place === undefined ? undefined : tree.at(place);
      if (inode?.kind === "file") return unitIn(inode.content);
    }
    return undefined;
  }

  function recordOf(unit: string): UnitRecord | undefined {
    power.check();
    const found = records.get(checkedUnit(unit));
    if (found) return found;
    if (settingsOf(unit) === undefined) return undefined;
    const record: UnitRecord = { state: STOPPED, lines: [] };
    records.set(unit, record);
    return record;
  }

  function needRecord(unit: string): UnitRecord {
    const record = recordOf(unit);
    if (record && (parts.initial[unit] || settingsOf(unit))) return record;
    throw new BringupError("UNIT_FAILED", `Unit ${unit} not found.`);
  }

  function linksOf(unit: string, scope: EnableScope): readonly string[] {
    return wantsLinks(unit, settingsOf(unit) ?? [], scope);
  }

  function enabledOf(unit: string): UnitState["enabled"] {
    const settings = settingsOf(unit);
    const isLinked = (scope: EnableScope) =>
      wantsLinks(unit, settings ?? [], scope).some((path) => tree.at(path)?.kind === "link");
    if (isLinked("persistent")) return "enabled";
    if (isLinked("runtime")) return "enabled-runtime";
    if (settings) return isInstallable(settings) ? "disabled" : "static";
    const told = records.get(unit)?.state.enabled ?? "unknown";
    return told === "enabled" || told === "enabled-runtime" ? "disabled" : told;
  }

  function runningService(unit: string, record: UnitRecord): RunningService {
    const { invocationId } = record.state;
    const isCurrent = () => record.state.invocationId === invocationId;
    return {
      unit,
      set(state) {
        if (isCurrent()) record.state = { ...record.state, ...state };
      },
      log(line) {
        if (!isCurrent()) return;
        record.lines.push(sanitize(line));
        parts.onLine?.(unit, line);
      },
    };
  }

  async function start(unit: string): Promise<void> {
    const record = needRecord(unit);
    if (record.state.active === "active" || record.state.active === "activating") return;
    await power.effectAsync(`unit start ${unit}`, () => launch(unit, record));
  }

  async function launch(unit: string, record: UnitRecord): Promise<void> {
    lastInvocation += 1;
    const invocationId = lastInvocation.toString(16).padStart(32, "0");
    const { enabled } = record.state;
    record.lines = [];
    record.state = { active: "active", sub: "running", enabled, restarts: 0, invocationId };
    record.state = {
      ...record.state,
      mainPid: 1000 + lastInvocation,
      startedMs: parts.clock.nowMs(),
    };
    const running = runningService(unit, record);
    const state = await parts.behaviour(unit)?.start?.(running);
    if (state) running.set(state);
  }

  async function halt(unit: string, record: UnitRecord): Promise<void> {
    await parts.behaviour(unit)?.stop?.(runningService(unit, record));
    record.state = { ...STOPPED, enabled: record.state.enabled };
  }

  async function stop(unit: string): Promise<void> {
    const record = needRecord(unit);
    if (record.state.active === "inactive") return;
    await power.effectAsync(`unit stop ${unit}`, () => halt(unit, record));
  }

  for (const [unit, state] of Object.entries(parts.initial)) {
    if (state.enabled !== "enabled" && state.enabled !== "enabled-runtime") continue;
    const scope = state.enabled === "enabled" ? "persistent" : "runtime";
    for (const link of linksOf(unit, scope))
      parts.files.makeLink(link, `/usr/lib/systemd/system/${unit}`);
  }

  return {
    async show(unit) {
      const record = recordOf(unit);
      if (record === undefined) return ABSENT;
      const isStopped = record.state.active === "inactive";
      if (isStopped && !parts.initial[unit] && settingsOf(unit) === undefined) return ABSENT;
      return known({ ...record.state, enabled: enabledOf(unit) });
    },
    async journal(unit, { lines }) {
      const all = recordOf(unit)?.lines ?? [];
      return known(lines > 0 ? all.slice(-lines) : []);
    },
    start,
    async restart(unit) {
      const record = needRecord(unit);
      await power.effectAsync(`unit restart ${unit}`, async () => {
        if (record.state.active !== "inactive") await halt(unit, record);
        await launch(unit, record);
      });
    },
    stop,
    async enable(unit, { scope }) {
      needRecord(unit);
      await power.effectAsync(`unit enable ${unit}`, async () => {
        for (const link of linksOf(unit, scope)) {
          if (tree.at(link)) continue;
          parts.files.makeLink(link, `/etc/systemd/system/${unit}`);
        }
      });
    },
    async disable(unit) {
      needRecord(unit);
      await power.effectAsync(`unit disable ${unit}`, async () => {
        for (const scope of ["persistent", "runtime"] as const)
          for (const link of linksOf(unit, scope)) await parts.files.remove(link);
      });
    },
    async reload() {
      power.effect("unit reload", () => undefined);
    },
    set(unit, state) {
      const record = recordOf(unit) ?? { state: STOPPED, lines: [] };
      record.state = { ...record.state, ...state };
      records.set(unit, record);
    },
    log(unit, line) {
      recordOf(unit)?.lines.push(sanitize(line));
      parts.onLine?.(unit, line);
    },
    cut() {
      for (const record of records.values()) {
        record.state = { ...STOPPED, enabled: record.state.enabled };
        record.lines = [];
      }
    },
    async startEnabled() {
      const wants = /^\/(etc|run)\/systemd\/system\/[^/]+\.wants\/([^/]+)$/;
      const units = tree.paths().flatMap((path) => wants.exec(path)?.[2] ?? []);
      for (const unit of new Set(units))
        if (recordOf(unit) && (parts.initial[unit] || settingsOf(unit))) await start(unit);
    },
  };
}
