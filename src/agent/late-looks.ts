import type { Clock } from "../engine/index.ts";
import { isLate } from "../inventory/index.ts";
import type { Snapshot } from "../session/index.ts";
import type { Board } from "./board.ts";

export interface LateLooksParts {
  readonly board: Board;
  readonly clock: Clock;
  /** Looks at the machine and its links once more. */
  look(signal: AbortSignal): Promise<unknown>;
  /** For when something answered that had not: what was judged without it is judged again. */
  judge(signal: AbortSignal): Promise<unknown>;
}

/** A machine that is busy with its start needs seconds, a drive that dies never comes back. */
const FIRST_MS = 5000;
const MOST_MS = 300_000;

/** What did not answer in time is asked again by itself, ever more seldom, until it has answered. */
export async function lookAgainWhenLate(parts: LateLooksParts, signal: AbortSignal): Promise<void> {
  const { board, clock } = parts;
  let poke = () => {};
  const unwatch = board.watch(({ slice }) => {
    if (slice === "inventory" || slice === "links") poke();
  });
  signal.addEventListener("abort", () => poke(), { once: true });
  try {
    for (let waitMs = FIRST_MS; !signal.aborted; ) {
      const late = latePartsOf(board.snapshot());
      if (late.length === 0) {
        waitMs = FIRST_MS;
        await new Promise<void>((resolve) => {
          poke = resolve;
        });
        continue;
      }
      if (waitMs === FIRST_MS) {
        const said = `no answer in time from ${late.join(", ")}: asked again by itself`;
        board.note("warn", "agent", said);
      }
      await clock.sleep(waitMs, signal);
      waitMs = Math.min(waitMs * 2, MOST_MS);
      await parts.look(signal);
      if (latePartsOf(board.snapshot()).length < late.length) await parts.judge(signal);
    }
  } finally {
    unwatch();
  }
}

function latePartsOf({ inventory, links }: Snapshot): readonly string[] {
  const late = Object.entries({ ...inventory, links }).filter(
    ([, fact]) => fact?.is === "unknown" && isLate(fact.why),
  );
  return late.map(([name]) => name);
}
