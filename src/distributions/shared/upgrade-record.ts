import { z } from "zod";
import type { HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { ServerKind } from "./server-kind.ts";

const recordSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** The node was Ready with the new version: its datastore may be of that version since. */
  committed: z.boolean(),
});

export type UpgradeRecord = z.infer<typeof recordSchema>;

export function upgradeRecordPath({ data }: Pick<ServerKind, "data">): string {
  return `${data}/bringup-upgrade.json`;
}

/** Of the last upgrade on this host, begun or done. */
export async function readUpgradeRecord(
  host: HostView,
  kind: Pick<ServerKind, "data">,
): Promise<UpgradeRecord | undefined> {
  const text = await host.files.readText(upgradeRecordPath(kind));
  return recordSchema.safeParse(readJson(text ?? "")).data;
}

export function upgradeRecordText(record: UpgradeRecord): string {
  return `${JSON.stringify(record)}\n`;
}
