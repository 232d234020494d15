import type { HostIO, HostView, RunContext, UndoRecord } from "../engine/index.ts";
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

/**
 * Bytes that everybody could read are kept in the journal. A private file may hold secrets, which
 * must not get there: it is kept beside itself, as `.prev` with the same mode.
 */
type FormerFile =
  | { readonly kept: "here"; readonly base64: string; readonly mode: number }
  | { readonly kept: "beside"; readonly mode: number; readonly stale: string };

export async function saveFile(path: string, host: HostView): Promise<SavedFile> {
  const stat = await host.files.stat(path);
  if (stat === undefined)
    return { path, former: null, newFolders: await missingFolders(path, host) };
  if (stat.kind !== "file" || stat.sizeBytes > MAX_SAVED_BYTES)
    throw new BringupError("STEP_FAILED", `${path} is not a plain file of at most 1 MiB`, {
      hint: `Move ${path} away, then resume.`,
    });
  const { mode } = stat;
  if (isPrivate(mode)) {
    const stale = await identityOf(besideOf(path), host);
    return { path, former: { kept: "beside", mode, stale }, newFolders: [] };
  }
  const bytes = await host.files.read(path);
  const base64 = Buffer.from(bytes ?? []).toString("base64");
  return { path, former: { kept: "here", base64, mode }, newFolders: [] };
}

/** To be called before a file is replaced or removed; see `FormerFile`. */
export async function keepBeside(
  path: string,
  { host, signal }: Pick<RunContext, "host" | "signal">,
): Promise<void> {
  const stat = await host.files.stat(path);
  if (stat?.kind === "file" && isPrivate(stat.mode))
    await host.files.copy(path, besideOf(path), { mode: stat.mode, signal });
}

/** Brings the former bytes back, or removes what was not there; harmless when repeated. */
export async function restoreFile(saved: SavedFile, host: HostIO): Promise<void> {
  const { path, former, newFolders } = saved;
  if (former === null) {
    await host.files.remove(path);
    await removeEmptyFolders(newFolders, host);
  } else if (former.kept === "here") {
    const content = new Uint8Array(Buffer.from(former.base64, "base64"));
    await host.files.writeAtomic(path, content, { mode: former.mode });
  } else {
    await restoreBeside(path, former, host);
  }
}

async function restoreBeside(
  path: string,
  { mode, stale }: Extract<FormerFile, { kept: "beside" }>,
  host: HostIO,
): Promise<void> {
  const identity = await identityOf(besideOf(path), host);
  // The copy comes before the change: without a new one the content is still the former.
  if (identity !== "" && identity !== stale) {
    await host.files.copy(besideOf(path), path, { mode });
    await host.files.remove(besideOf(path));
  } else if ((await host.files.stat(path))?.mode !== mode) {
    await host.files.setMode(path, mode);
  }
}

/** Nothing is taken back any more: a private copy must not lie around. */
export async function forgetFile({ path, former }: SavedFile, host: HostIO): Promise<void> {
  if (former?.kept === "beside") await host.files.remove(besideOf(path));
}

function besideOf(path: string): string {
  return `${path}.prev`;
}

/** Not for everybody to read. */
export function isPrivate(mode: number): boolean {
  return (mode & 0o004) === 0;
}

async function identityOf(path: string, host: HostView): Promise<string> {
  const stat = await host.files.stat(path);
  return stat === undefined ? "" : `${stat.inode} ${stat.modifiedMs}`;
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

function isSavedFile(value: unknown): value is SavedFile {
  if (typeof value !== "object" || value === null) return false;
  if (!("path" in value && "former" in value && "newFolders" in value)) return false;
  const { path, former, newFolders } = value;
  return typeof path === "string" && isFormer(former) && isStrings(newFolders);
}

function isFormer(value: unknown): value is FormerFile | null {
  if (value === null) return true;
  if (typeof value !== "object" || !("kept" in value && "mode" in value)) return false;
  if (value.kept === "here") return "base64" in value && typeof value.base64 === "string";
  return value.kept === "beside" && "stale" in value && typeof value.stale === "string";
}

export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
