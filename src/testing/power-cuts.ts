import { type MemoryHost, PowerCut } from "../host/index.ts";

/** What is cut off, and what must hold afterwards. */
export interface PowerCuts {
  /** A fresh machine for every cut. */
  make(): MemoryHost;
  /** What is cut off; it sees a `PowerCut` like everything else that touches the machine. */
  work(host: MemoryHost): Promise<unknown>;
  /** Looks at the machine after its power came back; `point` says where it was cut. */
  look(host: MemoryHost, point: string): void | Promise<void>;
}

/**
 * Cuts the power before and after every side effect of `work`, once each, and at last not at all.
 * Returns the points in order: `before write /etc/x`, `after write /etc/x`, ..., `not cut`.
 *
 * @example
 * await everyPowerCut({
 *   make: () => createMemoryHost({ files: { "/etc/x": "old" } }),
 *   work: (host) => host.files.writeAtomic("/etc/x", "new", { mode: 0o644 }),
 *   look: (host, point) => assert.ok(["old", "new"].includes(host.text("/etc/x") ?? ""), point),
 * });
 */
export async function everyPowerCut(cuts: PowerCuts): Promise<readonly string[]> {
  const points: string[] = [];
  for (;;) {
    const host = cuts.make();
    let left = points.length;
    let point = "not cut";
    const stop = host.onSideEffect(({ phase, what }) => {
      if (left > 0) {
        left -= 1;
        return;
      }
      point = `${phase} ${what}`;
      throw new PowerCut();
    });
    await runUntilCut(cuts, host);
    stop();
    if (point !== "not cut") host.powerCut();
    points.push(point);
    await cuts.look(host, point);
    if (point === "not cut") return points;
  }
}

async function runUntilCut({ work }: PowerCuts, host: MemoryHost): Promise<void> {
  try {
    await work(host);
  } catch (thrown) {
    if (!(thrown instanceof PowerCut)) throw thrown;
  }
}
