import type { HostIO, HostView, UndoRecord } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { MIB } from "../quantity/index.ts";
import { field } from "./define-step.ts";

/** Larger files are not ours to replace: their former bytes would not fit the journal. */
export const MAX_SAVED_BYTES = MIB;

/** What stood at a path before we touched it, as the journal keeps it. */
export type SavedFile = UndoRecord & {
  readonly path: string;
  readonly former: FormerFile | null;
  /** Folders that were not there yet, deepest first: ours to remove again when empty. */
  readonly newFolders: readonly string[];
};

interface FormerFile {
  readonly base64: string;
  readonly mode: number;
}

export async function saveFile(path: string, host: HostView): Promise<SavedFile> {
  const stat = await host.files.stat(path);
  if (stat === undefined) {
    return { path, former: null, newFolders: await missingFolders(path, host) };
  }
  if (stat.kind !== "file" || stat.sizeBytes > MAX_SAVED_BYTES)
    throw new BringupError("STEP_FAILED", `${path} is not a plain file of at most 1 MiB`, {
      hint: `Move ${path} away, then resume.`,
    });
  const bytes = await host.files.read(path);
  const former = { base64: Buffer.from(bytes ?? []).toString("base64"), mode: stat.mode };
  return { path, former, newFolders: [] };
}

/** Brings the former bytes back, or removes what was not there; harmless when repeated. */
export async function restoreFile(saved: SavedFile, host: HostIO): Promise<void> {
  if (saved.former === null) {
    await host.files.remove(saved.path);
    await removeEmptyFolders(saved.newFolders, host);
    return;
  }
  const content = Buffer.from(saved.former.base64, "base64");
  await host.files.writeAtomic(saved.path, new Uint8Array(content), { mode: saved.former.mode });
}

/** Folders on the way to `path` that do not exist, deepest first. */
export async function missingFolders(path: string, host: HostView): Promise<readonly string[]> {
  const missing: string[] = [];
  let folder = path.slice(0, path.lastIndexOf("/"));
  while (folder !== "" && (await host.files.stat(folder)) === undefined) {
    missing.push(folder);
    folder = folder.slice(0, folder.lastIndexOf("/"));
  }
  return missing;
}

/** Stops at the first folder that somebody else uses by now. */
export async function removeEmptyFolders(folders: readonly string[], host: HostIO): Promise<void> {
  for (const folder of folders) {
    const names = await host.files.list(folder);
    if (names === undefined) continue;
    if (names.length > 0) return;
    await host.files.remove(folder);
  }
}

export function savedFileIn(record: UndoRecord, name: string): SavedFile {
  return field(record, name, isSavedFile);
}

export function isSavedFile(value: unknown): value is SavedFile {
  if (typeof value !== "object" || value === null) return false;
  if (!("path" in value && "former" in value && "newFolders" in value)) return false;
  const { path, former, newFolders } = value;
  return typeof path === "string" && isFormer(former) && isStrings(newFolders);
}

function isFormer(value: unknown): value is FormerFile | null {
  if (value === null) return true;
  if (typeof value !== "object" || !("base64" in value && "mode" in value)) return false;
  return typeof value.base64 === "string" && typeof value.mode === "number";
}

export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
