import { lstatSync, readlinkSync } from "node:fs";
import { BringupError } from "../../errors/index.ts";
import { isAbsent, readFailure } from "../disk/file-error.ts";
import type { Places } from "../disk/files.ts";
import { followLinks } from "../links.ts";
import { isWithin, joinPath, normalPath } from "../paths.ts";

/**
 * Paths of a machine that is a directory. Links are followed as that machine would follow them, so
 * an absolute one, or one with many `..`, ends inside the directory too. Prefixes in `passthrough`
 * are read from the real machine and can never be written.
 */
export function rootPlaces(root: string, passthrough: readonly string[]): Places {
  const prefixes = passthrough.map(normalPath);

  function linkAt(path: string): string | undefined {
    if (isPassed(path)) return undefined;
    return linkTarget(joinPath(root, path));
  }

  function isPassed(path: string): boolean {
    return prefixes.some((prefix) => isWithin(path, prefix));
  }

  return {
    toRead(path, followLast) {
      const reached = followLinks(path, followLast, linkAt);
      if (reached === undefined) return undefined;
      return isPassed(reached) ? reached : joinPath(root, reached);
    },
    toWrite(path, followLast) {
      const reached = followLinks(path, followLast, linkAt);
      if (reached === undefined)
        throw new BringupError("FILE_UNWRITABLE", `${path}: its links go in a circle`);
      if (isPassed(reached))
        throw new BringupError("FILE_UNWRITABLE", `${path} belongs to the real machine`);
      if (reached === "/" || reached === "") throw new BringupError("BUG", "refused to change /");
      return joinPath(root, reached);
    },
    /** Folders on the way to a prefix exist even where the directory has none. */
    alsoListed(path) {
      const folder = normalPath(path);
      const start = folder === "/" ? "/" : `${folder}/`;
      return prefixes
        .filter((prefix) => prefix.startsWith(start) && prefix !== folder)
        .filter((prefix) => isThere(prefix))
        .map((prefix) => prefix.slice(start.length).split("/")[0] ?? "");
    },
  };
}

function linkTarget(place: string): string | undefined {
  return statOf(place)?.isSymbolicLink() ? readlinkSync(place) : undefined;
}

function isThere(place: string): boolean {
  return statOf(place) !== undefined;
}

/** A path through something that is not a folder leads nowhere, like one through nothing. */
function statOf(place: string) {
  try {
    return lstatSync(place, { throwIfNoEntry: false });
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw readFailure(place, thrown);
  }
}
