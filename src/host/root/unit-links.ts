import { symlink, unlink } from "node:fs/promises";
import type { FilesIO, UnitState } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { makeFolders, syncFolder } from "../disk/durable.ts";
import { errnoOf, writeFailure } from "../disk/file-error.ts";
import type { Places } from "../disk/files.ts";
import { parentOf } from "../paths.ts";
import {
  checkedUnit,
  type EnableScope,
  isInstallable,
  parseUnitFile,
  UNIT_FOLDERS,
  type UnitSetting,
  wantsLinks,
} from "../unit-file.ts";

/** The unit file with its drop-ins, as settings in order; `undefined`: no such unit. */
type UnitSettings = readonly UnitSetting[] | undefined;

export interface UnitLinks {
  settings(unit: string): Promise<UnitSettings>;
  /** For a unit with these settings: a unit file is read once for all that is to be known of it. */
  enabled(unit: string, settings: UnitSettings): Promise<UnitState["enabled"]>;
  enable(unit: string, scope: EnableScope): Promise<void>;
  disable(unit: string): Promise<void>;
  /** Units that a start of the machine starts. */
  wanted(): Promise<readonly string[]>;
}

/** What `systemctl --root=DIR enable` does: links on the disk, no systemd needed. */
export function createUnitLinks(files: FilesIO, places: Places): UnitLinks {
  async function unitFile(unit: string): Promise<{ path: string; text: string } | undefined> {
    for (const folder of UNIT_FOLDERS) {
      const path = `${folder}/${checkedUnit(unit)}`;
      const text = await files.readText(path);
      if (text !== undefined) return { path, text };
    }
    return undefined;
  }

  async function settings(unit: string): Promise<UnitSettings> {
    const file = await unitFile(unit);
    if (file === undefined) return undefined;
    const dropIns = await readDropIns(unit);
    return [file.text, ...dropIns].flatMap(parseUnitFile);
  }

  /** By name over all folders; of two with one name the first folder wins (systemd.unit(5)). */
  async function readDropIns(unit: string): Promise<readonly string[]> {
    const found = new Map<string, string>();
    for (const folder of UNIT_FOLDERS)
      for (const name of (await files.list(`${folder}/${unit}.d`)) ?? []) {
        if (!name.endsWith(".conf") || found.has(name)) continue;
        found.set(name, (await files.readText(`${folder}/${unit}.d/${name}`)) ?? "");
      }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  }

  async function linksOf(unit: string, scope: EnableScope): Promise<readonly string[]> {
    return wantsLinks(unit, (await settings(unit)) ?? [], scope);
  }

  async function isAnyThere(paths: readonly string[]): Promise<boolean> {
    for (const path of paths) if ((await files.readLink(path)) !== undefined) return true;
    return false;
  }

  async function wantsFolders(folder: string): Promise<readonly string[]> {
    const names = (await files.list(folder)) ?? [];
    return names.filter((name) => name.endsWith(".wants")).map((name) => `${folder}/${name}`);
  }

  return {
    settings,
    async enabled(unit, found) {
      const links = (scope: EnableScope) => wantsLinks(unit, found ?? [], scope);
      if (await isAnyThere(links("persistent"))) return "enabled";
      if (await isAnyThere(links("runtime"))) return "enabled-runtime";
      if (found === undefined) return "unknown";
      return isInstallable(found) ? "disabled" : "static";
    },
    async enable(unit, scope) {
      const file = await unitFile(unit);
      if (file === undefined) throw new BringupError("UNIT_FAILED", `Unit ${unit} not found.`);
      for (const link of await linksOf(unit, scope)) await makeLink(places, link, file.path);
    },
    async disable(unit) {
      for (const scope of ["persistent", "runtime"] as const)
        for (const link of await linksOf(unit, scope)) await files.remove(link);
    },
    async wanted() {
      const folders = await Promise.all(UNIT_FOLDERS.slice(0, 2).map(wantsFolders));
      const units = await Promise.all(folders.flat().map((folder) => files.list(folder)));
      return [...new Set(units.flatMap((names) => names ?? []))].sort();
    },
  };
}

async function makeLink(places: Places, path: string, target: string): Promise<void> {
  const place = places.toWrite(path, false);
  try {
    await makeFolders(parentOf(place));
    await unlink(place).catch((thrown) => {
      if (errnoOf(thrown) !== "ENOENT") throw thrown;
    });
    await symlink(target, place);
    await syncFolder(parentOf(place));
  } catch (thrown) {
    throw writeFailure(path, thrown);
  }
}
