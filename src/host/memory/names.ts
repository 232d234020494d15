import { parentOf } from "../paths.ts";

/** The names of a file system: what is in a folder and what is a link is asked at every step, so it is kept. */
export interface Names<I extends { readonly kind: string }> {
  get(path: string): I | undefined;
  /** A name that is there already keeps its place among the others. */
  set(path: string, inode: I): void;
  delete(path: string): void;
  all(): (readonly [path: string, inode: I])[];
  /** Paths directly in a folder. */
  within(folder: string): readonly string[];
  /** Paths of the symbolic links. */
  links(): readonly string[];
}

export function createNames<I extends { readonly kind: string }>(): Names<I> {
  const inodes = new Map<string, I>();
  const folders = new Map<string, Set<string>>();
  const links = new Set<string>();

  function forget(path: string): void {
    folders.get(parentOf(path))?.delete(path);
    links.delete(path);
  }

  return {
    get: (path) => inodes.get(path),
    set(path, inode) {
      if (inodes.get(path)?.kind === "link") links.delete(path);
      inodes.set(path, inode);
      if (inode.kind === "link") links.add(path);
      if (path === "/") return;
      const folder = parentOf(path);
      const within = folders.get(folder) ?? new Set();
      folders.set(folder, within.add(path));
    },
    delete(path) {
      inodes.delete(path);
      forget(path);
    },
    all: () => [...inodes],
    within: (folder) => [...(folders.get(folder) ?? [])],
    links: () => [...links],
  };
}
