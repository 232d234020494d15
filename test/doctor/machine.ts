import { createPatient } from "../../src/doctor/patient.ts";
import { known, type UnitState, unknown } from "../../src/engine/index.ts";
import type { MemoryFile, MemoryHost } from "../../src/host/index.ts";
import type { EdgeHostSpec } from "../../src/spec/index.ts";
import { loadMachine } from "../support/machines.ts";

/** A recorded machine, and what is different on it. */
export interface Recorded {
  /** Folder of `test/fixtures/machines`; a good server unless told. */
  readonly on?: string;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly without?: readonly string[];
  readonly units?: Readonly<Record<string, Partial<UnitState>>>;
  /** Lines of the present start of a unit; the unit runs unless `units` says otherwise. */
  readonly journals?: Readonly<Record<string, readonly string[]>>;
  readonly kernelLog?: readonly string[];
  /** What all units say of known troubles. */
  readonly mentions?: readonly string[];
  /** What programs print, by the whole command line. */
  readonly said?: Readonly<Record<string, string>>;
  /** Ports that answer, `host:port`. */
  readonly reachable?: readonly string[];
  readonly spec?: EdgeHostSpec;
  /** How long ago its files were written; a day unless told. */
  readonly ageMs?: number;
}

const DAY_MS = 86_400_000;

const RUNNING: UnitState = { active: "active", sub: "running", enabled: "enabled", restarts: 0 };

export function recordedHost(recorded: Recorded): MemoryHost {
  const { on = "amd64-server", files = {}, without = [], units = {}, journals = {} } = recorded;
  const named = [...Object.keys(journals), ...Object.keys(units)];
  const unitFiles = Object.fromEntries(named.map((unit) => [`/etc/systemd/system/${unit}`, ""]));
  const { host } = loadMachine(on, { files: { ...unitFiles, ...files }, without });
  const states = new Map<string, UnitState>();
  for (const unit of named) states.set(unit, { ...RUNNING, ...units[unit] });
  const { show, journal } = host.units;
  host.units.show = async (unit) => {
    const state = states.get(unit);
    return state === undefined ? show(unit) : known(state);
  };
  host.units.journal = async (unit, options) => {
    const lines = journals[unit];
    return lines === undefined ? journal(unit, options) : known(lines.slice(-options.lines));
  };
  const { stat } = host.files;
  host.files.stat = async (path) => {
    const found = await stat(path);
    return found && { ...found, modifiedMs: host.clock.nowMs() - (recorded.ageMs ?? DAY_MS) };
  };
  const { probe } = host;
  return {
    ...host,
    async probe(argv, options) {
      const stdout = journalOf(argv, recorded) ?? recorded.said?.[argv.join(" ")];
      if (stdout === undefined) return probe(argv, options);
      return { is: "exited", exitCode: 0, stdout, stderr: "" };
    },
    async connect({ host: to, port }, options) {
      if (recorded.reachable?.includes(`${to}:${port}`)) return { is: "connected", tookMs: 1 };
      return recorded.reachable === undefined
        ? host.connect({ host: to, port }, options)
        : { is: "refused" };
    },
  };
}

/** Lines are all there, or nothing is: a journal without any answers as well. */
function journalOf(argv: readonly string[], recorded: Recorded): string | undefined {
  if (argv.includes("_TRANSPORT=kernel")) return (recorded.kernelLog ?? []).join("\n");
  return argv.includes("--grep") ? (recorded.mentions ?? []).join("\n") : undefined;
}

export function recordedPatient(recorded: Recorded, signal: AbortSignal) {
  const { spec } = recorded;
  const document =
    spec === undefined
      ? undefined
      : ({ apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec } as const);
  return createPatient({ host: recordedHost(recorded), document, signal });
}

/** A machine on which nothing can be read and no unit answers. */
export function blindHost(host: MemoryHost): MemoryHost {
  const silent = async () => unknown("systemd does not answer");
  return { ...host, units: { ...host.units, show: silent, journal: silent } };
}
