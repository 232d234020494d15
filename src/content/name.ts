import { BringupError } from "../errors/index.ts";

const LONGEST = 100;

/**
 * Of the folder of a content: as it was asked for, else made of the name of what it comes from.
 * @throws USAGE for one that was asked for and cannot be
 */
export function nameFor(file: string, given: string | undefined): string {
  if (given === undefined || given === "") return folderName(file);
  if (given.length <= LONGEST && folderName(given) === given) return given;
  throw new BringupError("USAGE", `${JSON.stringify(given)} cannot be the name of a folder`, {
    hint: `Give letters, digits, dots and hyphens, ${LONGEST} at most.`,
  });
}

/** `core-site7.tar.zst` gives `core-site7`. */
export function nameOf(file: string): string {
  return file.replace(/(\.tar)?\.(zst|gz)$|\.(tar|tgz)$/i, "");
}

/** `Stick of Åke (2)` gives `Stick-of-ke-2`; `.part` is the ending of what is not there as a whole. */
function folderName(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|-+$/g, "")
    .slice(0, LONGEST)
    .replace(/(\.part)+$/, "");
  return name === "" ? "content" : name;
}
