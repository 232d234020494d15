import { accessSync, constants, statSync } from "node:fs";
import type { Places } from "../disk/files.ts";

const FOLDERS = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
] as const;

/** A program of the root by path or by name, where it is on this machine. */
export function findProgram(places: Places, program: string): string | undefined {
  if (program.startsWith("/")) return executableAt(places, program);
  if (program.includes("/")) return undefined;
  for (const folder of FOLDERS) {
    const found = executableAt(places, `${folder}/${program}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function executableAt(places: Places, path: string): string | undefined {
  if (!path.startsWith("/")) return findProgram(places, path);
  try {
    const place = places.toRead(path, true);
    if (place === undefined || !statSync(place).isFile()) return undefined;
    accessSync(place, constants.X_OK);
    return place;
  } catch {
    return undefined;
  }
}
