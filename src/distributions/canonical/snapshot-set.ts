import { z } from "zod";
import type { HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { ClusterSnapshot } from "../driver.ts";
import { filesProblem, recordPath } from "../shared/snapshot-set.ts";
import { SNAPSHOTS } from "./paths.ts";

/** Below the folder, as this host writes them: what came from elsewhere must not lead out of it. */
const fileName = z
  .string()
  .max(500)
  .regex(/^(etcd|k8s-dqlite|k8sd|pki|conf|args)\//)
  .refine((name) => name.split("/").every((part) => part !== "" && !/^\.\.?$/.test(part)));

const recordSchema = z.object({
  name: z.string(),
  cluster: z.string(),
  distribution: z.literal("canonical"),
  /** Of the snap it was taken with. */
  version: z.string(),
  takenMs: z.number(),
  store: z.enum(["etcd", "k8s-dqlite"]),
  /** The member it was taken on: what is saved holds its name and address. */
  node: z.string(),
  address: z.string(),
  /** Names of all members then, this one too: their votes are waited for when it comes back. */
  members: z.array(z.string()).min(1),
  files: z.array(z.object({ name: fileName, sizeBytes: z.number(), sha256: z.string() })).min(1),
});

export type SnapshotRecord = z.infer<typeof recordSchema>;

const MAX_RECORD_BYTES = 1024 ** 2;

/** One folder holds all that a restore takes. */
export function snapshotFolder(cluster: string, name: string): string {
  return `${SNAPSHOTS}/${cluster}/${name}`;
}

/** `undefined`: there is none, or it was never finished. */
export async function readRecord(
  host: HostView,
  folder: string,
): Promise<SnapshotRecord | undefined> {
  const text = await host.files.readText(recordPath(folder), { maxBytes: MAX_RECORD_BYTES });
  return recordSchema.safeParse(readJson(text ?? "")).data;
}

/** Why it cannot be brought back; `undefined`: every file is as it was recorded. */
export function snapshotProblem(
  host: HostView,
  folder: string,
  { files }: SnapshotRecord,
): Promise<string | undefined> {
  return filesProblem(host, folder, {
    files: files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 })),
  });
}

/** Newest first. */
export async function snapshots(host: HostView): Promise<readonly ClusterSnapshot[]> {
  const found: ClusterSnapshot[] = [];
  for (const cluster of (await host.files.list(SNAPSHOTS)) ?? [])
    for (const name of (await host.files.list(`${SNAPSHOTS}/${cluster}`)) ?? []) {
      const path = `${SNAPSHOTS}/${cluster}/${name}`;
      const record = await readRecord(host, path);
      if (record === undefined) continue;
      const { takenMs, version, files } = record;
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      const [first] = files;
      const hash = first === undefined ? {} : { sha256: first.sha256 };
      found.push({ name, path, cluster, takenMs, version, sizeBytes, ...hash });
    }
  return found.toSorted((one, other) => other.takenMs - one.takenMs);
}
