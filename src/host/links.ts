import { joinPath, normalPath } from "./paths.ts";

const MOST_LINKS = 40;

/**
 * Where a path leads when its links are followed inside one tree: an absolute link starts again at
 * the root of the tree, and `..` never leaves it. The last part is followed only on `followLast`.
 * `undefined`: the links go in a circle. Parts that do not exist are kept as they are.
 */
export function followLinks(
  path: string,
  followLast: boolean,
  linkAt: (path: string) => string | undefined,
): string | undefined {
  /** The next one last. */
  const pending = partsOf(normalPath(path)).reverse();
  let reached = "/";
  let links = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const next = joinPath(reached, name);
    const link = followLast || pending.length > 0 ? linkAt(next) : undefined;
    if (link === undefined) {
      reached = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return undefined;
    if (link.startsWith("/")) reached = "/";
    pending.push(...partsOf(link).reverse());
  }
  return reached;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
