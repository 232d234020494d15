import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { RESTORE } from "./paths.ts";

const recordSchema = z.object({
  from: z.string(),
  /** When it was begun, wall time; tells one restore from another of the same snapshot. */
  atMs: z.number(),
  /**
   * `begun`: the former data is in its place. `kept`: a copy of it lies beside. `replaced`: the data is that of
   * the snapshot. `done`: the services were started with it.
   */
  phase: z.enum(["begun", "kept", "replaced", "done"]),
  /** How each service is started at boot; meanwhile none is. */
  enabled: z.record(z.string(), z.enum(["persistent", "runtime"])),
});

export type RestoreRecord = z.infer<typeof recordSchema>;

/** Of the last restore on this host. */
export async function readRestoreRecord(host: HostView): Promise<RestoreRecord | undefined> {
  return recordSchema.safeParse(readJson((await host.files.readText(RESTORE)) ?? "")).data;
}

/** When data was last brought back here, wall time. Absent: never, as far as it went to its end. */
export function observeRestored(host: HostView): Promise<Fact<number>> {
  return factOf(async () => {
    const record = await readRestoreRecord(host);
    return record?.phase === "done" ? record.atMs : undefined;
  });
}
