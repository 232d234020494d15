import type { FilesIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { saveStreamed } from "../host/index.ts";
import { type BundleRequest, makeBundle } from "./bundle.ts";
import type { BundleReport } from "./contract.ts";
import { bundleName, keepNewest, noPlace, type Place, placesIn } from "./places.ts";

export interface SaveRequest extends Omit<BundleRequest, "sink" | "name" | "maxBytes"> {
  /** Edge ID, or the name of the host. */
  readonly hostId: string;
  /** Absolute; where a person named one it is the only one. */
  readonly folders: readonly string[];
  /** Of the machine that the folders are on. */
  readonly files: FilesIO;
}

export interface SavedBundle {
  readonly path: string;
  readonly report: BundleReport;
}

/** How many stay in a folder of ours. */
const KEPT = 2;

/**
 * Makes a bundle in the first folder that takes it: a full or read-only disk costs the way to the next.
 * @throws DISK_FULL when none does, CANCELLED
 */
export async function saveBundle(request: SaveRequest): Promise<SavedBundle> {
  const { folders, files, signal } = request;
  const { places, problems } = await placesIn(folders, files);
  const said = [...problems];
  for (const place of places) {
    try {
      return await saveIn(place, said, request);
    } catch (thrown) {
      if (signal.aborted) throw cancelled(thrown);
      if (!isAboutMedium(thrown)) throw thrown;
      said.push(thrown.message);
    }
  }
  throw noPlace(said);
}

async function saveIn(
  { folder, maxBytes }: Place,
  problems: readonly string[],
  request: SaveRequest,
): Promise<SavedBundle> {
  const { files, clock } = request;
  // Room for the new one; the one before stays until it is there.
  await keepNewest(folder, KEPT, files);
  const name = bundleName(request.hostId, clock.nowMs());
  const path = `${folder}/${name}.tar.gz`;
  const elsewhere = problems.map((problem) => `not where it is usually put: ${problem}`);
  const notes = [...request.notes, ...elsewhere];
  const report = await saveStreamed(path, (write) =>
    makeBundle({ ...request, sink: { write }, name, maxBytes, notes }),
  );
  if (request.folders.length > 1) await keepNewest(folder, KEPT, files);
  return { path, report };
}

function isAboutMedium(thrown: unknown): thrown is BringupError {
  return (
    thrown instanceof BringupError &&
    (thrown.code === "DISK_FULL" || thrown.code === "FILE_UNWRITABLE")
  );
}

function cancelled(cause: unknown): BringupError {
  return new BringupError("CANCELLED", "the support bundle was cancelled; nothing of it is left", {
    cause,
  });
}
