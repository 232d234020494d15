import type { Call } from "../command.ts";
import { printTable } from "../table.ts";

/** `20261122-073000`: sorts by time, and every program takes it for a name. */
export function snapshotName(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
}

/** What a restore can be made from, of every distribution that keeps some here. */
export async function snapshots(call: Call): Promise<number> {
  const host = await call.world.openHost(call.choice);
  const [{ DISTRIBUTIONS }, { formatBytes }] = await Promise.all([
    import("../../distributions/index.ts"),
    import("../../quantity/index.ts"),
  ]);
  const drivers = await Promise.all(DISTRIBUTIONS.map(({ load }) => load()));
  const found = (
    await Promise.all(drivers.map(async (driver) => (await driver.snapshots?.(host)) ?? []))
  ).flat();
  for (const one of found) call.out.object(one);
  if (found.length === 0) call.out.line("No snapshot of a cluster is on this host.");
  else
    printTable(
      ["NAME", "TAKEN", "SIZE", "VERSION", "PATH"],
      found.map(({ name, takenMs, sizeBytes, version = "", path }) => [
        name,
        new Date(takenMs).toISOString().slice(0, 16).replace("T", " "),
        formatBytes(sizeBytes),
        version,
        path,
      ]),
      call.out,
    );
  return 0;
}
