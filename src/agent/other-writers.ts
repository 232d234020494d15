import { CHECKS, runChecks } from "../checks/index.ts";
import type { HostView } from "../engine/index.ts";
import { observeInventory } from "../inventory/index.ts";
import type { Board } from "./board.ts";

const CHECK = "system.competing-writers";

/** Programs at work here that are known to write what hosts are made of; `undefined`: none that we know. */
export async function otherWriters({
  board,
  host,
  signal,
}: {
  readonly board: Board;
  readonly host: HostView;
  readonly signal: AbortSignal;
}): Promise<string | undefined> {
  const inventory = board.snapshot().inventory ?? (await observeInventory(host, { signal }));
  const checks = CHECKS.filter(({ id }) => id === CHECK);
  const [result] = await runChecks({ host, inventory, checks, signal });
  return result?.status === "warn" ? result.observed : undefined;
}
