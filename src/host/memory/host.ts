import {
  type Argv,
  type Clock,
  type CommandOutcome,
  type ExecOptions,
  known,
  type ProbeOptions,
  unknown,
} from "../../engine/index.ts";
import { callStandIn, programName } from "../commands.ts";
import { refusedProbe } from "../probe-list.ts";
import { createManualClock } from "./clock.ts";
import type { MemoryHost, MemoryHostOptions } from "./contract.ts";
import { createMemoryFiles, type MemoryFiles } from "./files.ts";
import { createMemoryLogs, type MemoryLogs } from "./logs.ts";
import { createOutside } from "./outside.ts";
import { createPower, PowerCut } from "./power.ts";
import { dropTree, fillTree } from "./start.ts";
import { createFileTree } from "./tree.ts";
import { createMemoryUnits, type MemoryUnits } from "./units.ts";

/** A machine that is on. What nobody gave it is absent, and nobody answers outside. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const manualClock = options.clock ? undefined : createManualClock();
  const clock = options.clock ?? (manualClock as Clock);
  const power = createPower();
  const tree = createFileTree(() => clock.nowMs());
  const files: MemoryFiles = createMemoryFiles({
    tree,
    power,
    diskBytes: options.diskBytes ?? 100 * 1024 ** 3,
    unreadable: new Set(options.unreadable),
    nowMs: () => clock.nowMs(),
  });
  fillTree(tree, options.files ?? {});
  const logs: MemoryLogs = createMemoryLogs({
    tree,
    power,
    isUnit: async (unit) => (await units.show(unit)).is === "known",
  });
  const units: MemoryUnits = createMemoryUnits({
    tree,
    files,
    power,
    clock,
    initial: options.units ?? {},
    behaviour: (unit) => options.services?.[unit],
    onLine: (unit, text) => logs.write({ is: "unit", unit }, { atMs: clock.nowMs(), text }),
  });
  tree.flushEverything();
  tree.seal();
  const calls: Argv[] = [];
  const effects: string[] = [];
  power.onSideEffect(({ phase, what }) => {
    if (phase === "after") effects.push(what);
  });
  let boots = 1;

  async function runStandIn(argv: Argv, given: Partial<ExecOptions>): Promise<CommandOutcome> {
    calls.push(argv);
    const standIn = options.commands?.[programName(argv)];
    if (!standIn) return { is: "missing", program: argv[0] };
    return callStandIn(standIn, { argv, host }, given);
  }

  async function exec(argv: Argv, given: ExecOptions): Promise<CommandOutcome> {
    power.check();
    return power.effectAsync(`exec ${argv[0]}`, () => runStandIn(argv, given));
  }

  async function probe(argv: Argv, given: ProbeOptions = {}): Promise<CommandOutcome> {
    power.check();
    const refusal = refusedProbe(argv);
    if (refusal) return refusal;
    return runStandIn(argv, given);
  }

  function powerCut(): void {
    boots += 1;
    power.on();
    tree.cut();
    units.cut();
  }

  const host: MemoryHost = {
    kind: "memory",
    clock,
    manualClock,
    files,
    units,
    logs,
    calls,
    effects,
    ...createOutside(options, power),
    async bootId() {
      power.check();
      return `00000000-0000-4000-8000-${boots.toString(16).padStart(12, "0")}`;
    },
    probe,
    exec,
    async hardware(topic) {
      power.check();
      const value = options.hardware?.[topic];
      return value === undefined ? unknown(`no source for ${topic}`) : known(value);
    },
    async reboot() {
      power.effect("reboot", () => tree.flushEverything());
      powerCut();
      power.off();
      throw new PowerCut("the machine restarts");
    },
    async powerOff() {
      power.effect("power off", () => tree.flushEverything());
      powerCut();
      power.off();
      throw new PowerCut("the machine is off");
    },
    text(path) {
      const found = tree.resolve(path, true);
      const inode = found === undefined ? undefined : tree.at(found);
      return inode?.kind === "file" ? new TextDecoder().decode(inode.content) : undefined;
    },
    mode(path) {
      const found = tree.resolve(path, true);
      return found === undefined ? undefined : tree.at(found)?.mode;
    },
    paths: () => tree.paths(),
    onSideEffect: (hook) => power.onSideEffect(hook),
    put(path, content) {
      fillTree(tree, { [path]: content });
      logs.changed();
    },
    drop(path) {
      dropTree(tree, path);
      logs.changed();
    },
    setUnit: (unit, state) => units.set(unit, state),
    logUnit: (unit, line) => units.log(unit, line),
    writeLog: logs.write,
    powerCut,
    async boot() {
      power.on();
      await units.startEnabled();
    },
  };
  return host;
}
