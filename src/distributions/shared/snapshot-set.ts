import { z } from "zod";
import type { HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { ClusterSnapshot } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";

/** Outside of the data, so that snapshots outlive a cluster; images that are replaced keep it too. */
export const SNAPSHOTS = "/var/lib/rancher/bringup-snapshots";
/** Written last: a folder without it is one that was never finished. */
const RECORD = "record.json";
/** A snapshot opens with the token of its cluster alone: distributions.md 3.5. */
export const TOKEN = "token";

const recordSchema = z.object({
  name: z.string(),
  cluster: z.string(),
  distribution: z.string(),
  /** Of the program it was taken with; only that minor can read it. */
  version: z.string(),
  takenMs: z.number(),
  store: z.enum(["etcd", "sqlite"]),
  files: z.array(z.object({ name: z.string(), sizeBytes: z.number(), sha256: z.string() })).min(1),
});

export type SnapshotRecord = z.infer<typeof recordSchema>;
export type StoreName = SnapshotRecord["store"];

/** One folder holds all that a restore takes. */
export function snapshotFolder(cluster: string, name: string): string {
  return `${SNAPSHOTS}/${cluster}/${name}`;
}

export function recordPath(folder: string): string {
  return `${folder}/${RECORD}`;
}

/** `undefined`: there is none, or it was never finished. */
export async function readRecord(
  host: HostView,
  folder: string,
): Promise<SnapshotRecord | undefined> {
  const text = await host.files.readText(recordPath(folder), { maxBytes: 64 * 1024 });
  return recordSchema.safeParse(readJson(text ?? "")).data;
}

/** Why it cannot be restored; `undefined`: every file is as it was recorded. */
export async function snapshotProblem(
  host: HostView,
  folder: string,
  record: SnapshotRecord,
): Promise<string | undefined> {
  const problem = await filesProblem(host, folder, record);
  if (problem !== undefined) return problem;
  const token = await host.files.stat(`${folder}/${TOKEN}`);
  return token === undefined ? `${folder}/${TOKEN} is missing` : undefined;
}

/** Of those that are on record, whatever opens them. */
export async function filesProblem(
  host: HostView,
  folder: string,
  { files }: Pick<SnapshotRecord, "files">,
): Promise<string | undefined> {
  for (const { name, sha256 } of files) {
    const found = await host.files.sha256(`${folder}/${name}`);
    if (found === undefined) return `${folder}/${name} is missing`;
    if (found !== sha256) return `${folder}/${name} is not as it was taken`;
  }
  return undefined;
}

/** Newest first: those taken here, and those the service takes by itself. */
export async function observeSnapshots(
  host: HostView,
  kind: Pick<ServerKind, "id" | "database">,
): Promise<readonly ClusterSnapshot[]> {
  const taken = await takenSnapshots(host, { id: kind.id, root: SNAPSHOTS });
  const files = new Set(taken.flatMap((set) => set.files));
  const scheduled = await scheduledSnapshots(host, kind.database);
  return [
    ...taken.map(({ view }) => view),
    ...scheduled.filter(({ name }) => !files.has(name)),
  ].toSorted((one, other) => other.takenMs - one.takenMs);
}

interface Taken {
  readonly view: ClusterSnapshot;
  readonly files: readonly string[];
}

interface Shelf {
  /** Of the distribution. */
  readonly id: string;
  /** Below it a folder for each cluster. Absolute path. */
  readonly root: string;
}

/** Those with a record, in no order. */
export async function takenSnapshots(
  host: HostView,
  { id, root }: Shelf,
): Promise<readonly Taken[]> {
  const found: Taken[] = [];
  for (const cluster of (await host.files.list(root)) ?? [])
    for (const name of (await host.files.list(`${root}/${cluster}`)) ?? []) {
      const path = `${root}/${cluster}/${name}`;
      const record = await readRecord(host, path);
      if (record === undefined || record.distribution !== id) continue;
      const { takenMs, version, files } = record;
      const [first] = files;
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      const hash = first === undefined ? {} : { sha256: first.sha256 };
      const view = { name, path, cluster, takenMs, version, sizeBytes, ...hash };
      found.push({ view, files: files.map((file) => file.name) });
    }
  return found;
}

async function scheduledSnapshots(
  host: HostView,
  database: string,
): Promise<readonly ClusterSnapshot[]> {
  const folder = serviceFolder(database);
  const found: ClusterSnapshot[] = [];
  for (const name of (await host.files.list(folder)) ?? []) {
    const stat = await host.files.stat(`${folder}/${name}`);
    // What is still being written is named otherwise: etcd renames it once it is whole.
    if (stat?.kind !== "file" || name.endsWith(".part")) continue;
    const { sizeBytes, modifiedMs: takenMs } = stat;
    found.push({ name, path: `${folder}/${name}`, takenMs, sizeBytes });
  }
  return found;
}

/** Where the service keeps those of etcd, unless it is told another place. */
export function serviceFolder(database: string): string {
  return `${database}/snapshots`;
}
