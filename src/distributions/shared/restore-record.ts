import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { ServerKind } from "./server-kind.ts";

const recordSchema = z.object({
  from: z.string(),
  /** When it was begun, wall time; tells one restore from another of the same snapshot. */
  atMs: z.number(),
  /**
   * `begun`: the former data is in its place, or the service is replacing it. `kept`: a copy of it lies
   * beside. `replaced`: the data is that of the snapshot. `done`: the service was started with it.
   */
  phase: z.enum(["begun", "kept", "replaced", "done"]),
  /** How the unit is started at boot; meanwhile it is not. */
  enabled: z.enum(["persistent", "runtime", "none"]),
});

export type RestoreRecord = z.infer<typeof recordSchema>;

export function restoreRecordPath({ data }: Pick<ServerKind, "data">): string {
  return `${data}/bringup-restore.json`;
}

/** Of the last restore on this host. */
export async function readRestoreRecord(
  host: HostView,
  kind: Pick<ServerKind, "data">,
): Promise<RestoreRecord | undefined> {
  const text = await host.files.readText(restoreRecordPath(kind));
  return recordSchema.safeParse(readJson(text ?? "")).data;
}

/** When data was last brought back here, wall time. Absent: never, as far as it went to its end. */
export function observeRestored(
  host: HostView,
  kind: Pick<ServerKind, "data">,
): Promise<Fact<number>> {
  return factOf(async () => {
    const record = await readRestoreRecord(host, kind);
    return record?.phase === "done" ? record.atMs : undefined;
  });
}
