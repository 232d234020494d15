import { posix } from "node:path";
import { BringupError } from "../errors/index.ts";

/** An absolute path without `.`, `..`, doubled or trailing slashes; a relative one is a bug of ours. */
export function normalPath(path: string): string {
  if (!path.startsWith("/") || path.includes("\0"))
    throw new BringupError("BUG", `not an absolute path: ${JSON.stringify(path)}`);
  // Nearly every path is normal as it comes, and all are asked.
  if (!path.includes("/.") && !path.includes("//") && !path.endsWith("/")) return path;
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

export function parentOf(path: string): string {
  return posix.dirname(path);
}

export function baseName(path: string): string {
  return posix.basename(path);
}

export function joinPath(folder: string, name: string): string {
  return posix.join(folder, name);
}

/** Whether `path` is `folder` itself or lies below it; both normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
