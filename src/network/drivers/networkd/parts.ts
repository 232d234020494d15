import type { SeenFile } from "../../seen.ts";
import { FOLDER, PREFIX } from "./render.ts";

/** A link has a .network, and a device of ours a .netdev as well. */
export function networkdParts(
  files: readonly Pick<SeenFile, "path" | "content">[],
): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const { path, content } of files.toSorted((a, b) => a.path.localeCompare(b.path))) {
    const link = linkOf(path);
    if (link !== undefined) parts.set(link, `${parts.get(link) ?? ""}${content}`);
  }
  return parts;
}

function linkOf(path: string): string | undefined {
  const start = `${FOLDER}/${PREFIX}`;
  return path.startsWith(start)
    ? path.slice(start.length).replace(/\.(network|netdev)$/, "")
    : undefined;
}
