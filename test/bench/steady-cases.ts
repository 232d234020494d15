import type { FakeHub } from "../support/fake-hub.ts";
import { entryOf } from "./busy-host.ts";
import { judge } from "./numbers.ts";
import type { Course } from "./process-cost.ts";

/** One console that is left open. */
export interface Case {
  readonly name: string;
  /** Entries of the story the agent tells. */
  readonly rows: number;
  /** On this screen. */
  readonly screen: RegExp;
  /** What starts the program. */
  readonly launcher?: readonly string[];
  /** Once a second. */
  tick(hub: FakeHub, second: number): void;
  /** Most CPU, percent of a core. */
  readonly cpuBar?: number;
}

/** As a serial line is found: the tty itself says it has no size. */
const NO_SIZE = ["/bin/sh", "-c", 'stty rows 0 cols 0; exec "$@"', "sh"];

export const CASES: readonly Case[] = [
  { name: "1/s", rows: 200, screen: />Status</, tick: everything },
  { name: "1/s, tty 0x0", rows: 200, screen: />Status</, launcher: NO_SIZE, tick: everything },
  { name: "nothing moves", rows: 200, screen: />Overview</, tick() {}, cpuBar: 0.1 },
  { name: "1/s, 1000 rows", rows: 1000, screen: />Activity</, tick: newEntry, cpuBar: 2 },
];

/** The cluster was looked at again, and something happened: what an agent in use says. */
function everything(hub: FakeHub, second: number): void {
  const { cluster } = hub.snapshot();
  if (cluster?.api.is !== "known") throw new Error("there is no cluster to watch");
  const value = { ...cluster.api.value, latencyMs: 1 + (second % 97) };
  hub.set("cluster", { ...cluster, atMs: Date.now(), api: { ...cluster.api, value } });
  newEntry(hub, second);
}

function newEntry(hub: FakeHub, second: number): void {
  const { activity } = hub.snapshot();
  const seq = (activity[0]?.seq ?? 0) + 1;
  hub.set("activity", [{ ...entryOf(second), seq, atMs: Date.now() }, ...activity.slice(0, -1)]);
}

const MEMORY_BAR_MIB = 100;
const GROWTH_BAR_MIB = 5;

export function judgeConsole({ name, cpuBar }: Case, course: Course): void {
  const { growthMib, newDescriptors, peakMib, cpuPercent } = course;
  judge(`${name}: growth`, growthMib, { most: GROWTH_BAR_MIB, unit: "MiB" });
  judge(`${name}: most resident`, peakMib, { most: MEMORY_BAR_MIB, unit: "MiB" });
  judge(`${name}: descriptors more than in the beginning`, newDescriptors, { most: 0, unit: "" });
  const cpu = `${name}: CPU`;
  if (cpuBar !== undefined) judge(cpu, cpuPercent, { most: cpuBar, unit: "% of a core" });
  else process.stdout.write(`${cpu} ${cpuPercent.toFixed(2)} % of a core\n`);
}
