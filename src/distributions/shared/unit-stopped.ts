import type { HostView } from "../../engine/index.ts";

/** Gone counts as well; what cannot be told is not stopped. */
export async function isStopped(host: HostView, unit: string): Promise<boolean> {
  const found = await host.units.show(unit);
  if (found.is === "known") return /^(inactive|failed)$/.test(found.value.active);
  return found.is === "absent";
}
