import type { FilesIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { MAX_BUNDLE_BYTES } from "./bundle.ts";

/** A folder that a bundle can be written to, and how large it may become there. */
export interface Place {
  readonly folder: string;
  readonly maxBytes: number;
}

/** Less is no bundle: journals alone take more. */
const LEAST_BYTES = 8 * 1000 ** 2;
/** What others may still need of the same file system. */
const LEFT_BYTES = 16 * 1000 ** 2;

/** Of these folders the ones that have room, in this order, and why the others do not. */
export async function placesIn(
  folders: readonly string[],
  files: FilesIO,
): Promise<{ readonly places: readonly Place[]; readonly problems: readonly string[] }> {
  const places: Place[] = [];
  const problems: string[] = [];
  for (const folder of folders) {
    try {
      const free = (await files.space(folder))?.freeBytes ?? 0;
      const room = Math.min(MAX_BUNDLE_BYTES, Math.floor(free - LEFT_BYTES));
      if (room < LEAST_BYTES) {
        problems.push(`${folder} has only ${Math.floor(free / 1000 ** 2)} MB free`);
        continue;
      }
      await files.makeDirectory(folder, { mode: 0o700 });
      places.push({ folder, maxBytes: room });
    } catch (thrown) {
      problems.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  return { places, problems };
}

export function noPlace(problems: readonly string[]): BringupError {
  return new BringupError("DISK_FULL", `no place for a bundle: ${problems.join("; ")}`, {
    hint: "Name a folder with room: bringup support --to DIR; or a USB stick: --to usb.",
  });
}

/** `bringup-support-EDGE-20261122-050400`: folder in the bundle, and name of its file. */
export function bundleName(hostId: string, atMs: number): string {
  const time = new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `bringup-support-${hostId.replace(/[^\w.-]/g, "_").slice(0, 60) || "host"}-${time}`;
}

const BUNDLE = /^bringup-support-.+\.tar\.gz$/;
const HALF = /^\.bringup-support-.+\.bringup-tmp$/;

/** Removes all but the newest bundles, and halves that a process left when it was killed. */
export async function keepNewest(folder: string, count: number, files: FilesIO): Promise<void> {
  const names = (await files.list(folder)) ?? [];
  const bundles: { readonly path: string; readonly modifiedMs: number }[] = [];
  for (const name of names.filter((one) => BUNDLE.test(one))) {
    const path = `${folder}/${name}`;
    bundles.push({ path, modifiedMs: (await files.stat(path))?.modifiedMs ?? 0 });
  }
  const old = bundles.sort((a, b) => b.modifiedMs - a.modifiedMs).slice(count);
  const halves = names.filter((one) => HALF.test(one)).map((name) => `${folder}/${name}`);
  for (const path of [...old.map((bundle) => bundle.path), ...halves]) await files.remove(path);
}
