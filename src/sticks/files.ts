import type { HostView } from "../engine/index.ts";

interface FileChoice {
  /** Of the file alone, without its folder. */
  readonly name: RegExp;
  /** Larger ones are left out. */
  readonly maxBytes: number;
  /** Folders that are entered; 1: only the top. */
  readonly depth: number;
  /** How many at most. */
  readonly most: number;
}

/** Paths of ordinary files below a folder. Links are not followed: they may lead off the stick. */
export async function filesOn(
  folder: string,
  choice: FileChoice,
  host: HostView,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const name of (await host.files.list(folder)) ?? []) {
    const path = `${folder}/${name}`;
    const stat = await host.files.stat(path);
    if (stat?.kind === "file" && choice.name.test(name) && stat.sizeBytes <= choice.maxBytes)
      paths.push(path);
    if (stat?.kind === "directory" && choice.depth > 1)
      paths.push(...(await filesOn(path, { ...choice, depth: choice.depth - 1 }, host)));
    if (paths.length >= choice.most) return paths.slice(0, choice.most);
  }
  return paths;
}
