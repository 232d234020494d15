import { bootConditions, observeBoot } from "../kairos/index.ts";
import type { ServiceParts } from "./parts.ts";

/** Says once which system was started, where there is more than one: it does not change any more. */
export async function lookAtBoot({
  board,
  conditions,
  host,
}: Pick<ServiceParts, "board" | "conditions" | "host">): Promise<void> {
  const shown = bootConditions(await observeBoot(host));
  if (shown.length > 0) conditions.show("boot", shown);
  for (const { status, message } of shown)
    if (status === "False") board.note("warn", "agent", message);
}
