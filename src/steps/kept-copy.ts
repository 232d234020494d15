import { z } from "zod";
import type { HostIO, HostView, UndoRecord } from "../engine/index.ts";
import { missingFolders, removeEmptyFolders } from "./saved-file.ts";

interface Copied {
  readonly path: string;
  readonly keep?: string;
}

const record = z.object({ had: z.boolean(), newFolders: z.array(z.string()) });

/** What `undoCopy` needs of the copy of a forgotten file; nothing where it leaves none. */
export async function captureCopy({ keep }: Copied, host: HostView): Promise<UndoRecord> {
  if (keep === undefined) return {};
  const had = (await host.files.stat(keep)) !== undefined;
  return { copy: { had, newFolders: await missingFolders(keep, host) } };
}

/** After the file itself went back: its copy says the same again, or goes with its folders. */
export async function undoCopy(
  { path, keep }: Copied,
  captured: UndoRecord,
  host: HostIO,
): Promise<void> {
  if (keep === undefined) return;
  const { had, newFolders } = record.parse(captured.copy);
  if (had && (await host.files.stat(path))?.kind === "file") {
    await host.files.copy(path, keep, { mode: 0o600 });
    return;
  }
  await host.files.remove(keep);
  await removeEmptyFolders(newFolders, host);
}
