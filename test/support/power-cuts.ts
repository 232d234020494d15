import { PowerCut } from "../../src/host/index.ts";
import { IS_EVERY_CUT } from "./every-cut.ts";
import type { Bench } from "./k3s-bench.ts";

export interface Cutting {
  readonly bench: Pick<Bench, "host" | "journal">;
  /** From the approval to the end. */
  begin(): Promise<unknown>;
  /** Goes on with the run that was cut off. */
  goOn(runId: string): Promise<unknown>;
  /** What a boot does besides. */
  booted?(): void;
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
  let points = 0;
  const point = () => {
    points += 1;
    if (points !== cutAt) return;
    journal.powerOff();
    throw new PowerCut();
  };
  journal.onRecord(point);
  host.onSideEffect(point);
  try {
    await begin();
  } catch (thrown) {
    if (!(thrown instanceof PowerCut)) throw thrown;
    host.powerCut();
    journal.powerOn();
    await host.boot();
    booted?.();
    const open = journal.openRun();
    if (open !== undefined) await goOn(open);
    // Not even its approval was on record: a person approves it again.
    else if (journal.all.length === before) await begin();
  }
  return points;
}

/** Points of a whole run to cut at, evenly spread, other ones each time. */
export function someOf(
  points: number,
  strides: { readonly usual: number; readonly many: number },
): readonly number[] {
  const stride = IS_EVERY_CUT ? strides.many : strides.usual;
  const first = 1 + Math.floor(Math.random() * stride);
  return Array.from({ length: Math.ceil((points - first + 1) / stride) }, (_, at) => {
    return first + at * stride;
  });
}
