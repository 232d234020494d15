import { PowerCut } from "../../src/host/index.ts";
import { IS_MANY_CUTS } from "./every-cut.ts";
import type { Bench } from "./k3s-bench.ts";

export interface Cutting {
  readonly bench: Pick<Bench, "host" | "journal">;
  /** From the approval to the end. */
  begin(): Promise<unknown>;
  /** Goes on with the run that was cut off. */
  goOn(runId: string): Promise<unknown>;
  /** What the machine does after a boot, before anybody goes on: its own services come up. */
  booted?(): Promise<void>;
}

/**
 * Cuts the power at one side effect or record (0: at none), switches the machine on again, and lets the run go on.
 * Resolves with how many such points there were.
 */
export async function withCutAt(
  cutAt: number,
  { bench: { host, journal }, begin, goOn, booted }: Cutting,
): Promise<number> {
  const before = journal.all.length;
  const counted = cutPowerAt(cutAt, { host, journal });
  if ((await untilCut(begin)) === "cut") {
    host.powerCut();
    journal.powerOn();
    await host.boot();
    await booted?.();
    const open = journal.openRun();
    if (open !== undefined) await goOn(open);
    // Not even its approval was on record: a person approves it again.
    else if (journal.all.length === before) await begin();
  }
  return counted.points;
}

/** Counts side effects and records as they come, and cuts the power at one of them (0: at none). */
export function cutPowerAt(
  cutAt: number,
  { host, journal }: Pick<Bench, "host" | "journal">,
): { readonly points: number } {
  const counted = { points: 0 };
  const point = () => {
    counted.points += 1;
    if (counted.points !== cutAt) return;
    journal.powerOff();
    throw new PowerCut();
  };
  journal.onRecord(point);
  host.onSideEffect(point);
  return counted;
}

/** What it comes to, or that the power went before. */
export async function untilCut<T>(work: () => Promise<T>): Promise<T | "cut"> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof PowerCut) return "cut";
    throw thrown;
  }
}

/** As systemd-modules-load and systemd-sysctl at every boot: what was loaded and set before is so again. */
export async function applyKernelSettings(host: Bench["host"]): Promise<void> {
  const texts = (folder: string) =>
    host.paths().flatMap((path) => (path.startsWith(folder) ? (host.text(path) ?? []) : []));
  for (const text of texts("/etc/modules-load.d/"))
    for (const [name] of text.matchAll(/^[\w-]+$/gm))
      await host.exec(["modprobe", "--", name], { timeoutMs: 1000 });
  for (const text of texts("/etc/sysctl.d/"))
    for (const [, name = "", value] of text.matchAll(/^(\S+) ?= ?(\S+)$/gm))
      host.put(`/proc/sys/${name.replaceAll(".", "/")}`, `${value}\n`);
}

/** Points of a whole run to cut at, evenly spread, other ones each time; never none of them. */
export function someOf(
  points: number,
  strides: { readonly usual: number; readonly many: number },
): readonly number[] {
  const stride = Math.min(IS_MANY_CUTS ? strides.many : strides.usual, points);
  const first = 1 + Math.floor(Math.random() * stride);
  return Array.from({ length: Math.ceil((points - first + 1) / stride) }, (_, at) => {
    return first + at * stride;
  });
}
