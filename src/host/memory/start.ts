import type { FileOwner } from "../../engine/index.ts";
import { joinPath, normalPath, parentOf } from "../paths.ts";
import type { FileTree } from "./tree.ts";

/** What is there before a test begins: content, content with a mode, or a symbolic link. */
export type MemoryFile =
  | string
  | Uint8Array
  | {
      readonly content: string | Uint8Array;
      readonly mode?: number;
      /** root:root unless told. */
      readonly owner?: FileOwner;
    }
  | { readonly link: string };

/** Puts files there as if they had always been, with their folders, flushed. */
export function fillTree(tree: FileTree, files: Readonly<Record<string, MemoryFile>>): void {
  for (const [given, file] of Object.entries(files)) {
    const wanted = normalPath(given);
    const folder = resolved(tree, parentOf(wanted));
    const path = joinPath(folder, wanted.slice(wanted.lastIndexOf("/") + 1));
    makeFolders(tree, folder);
    if (given.endsWith("/")) fillFolder(tree, path, file);
    else fillOne(tree, path, file);
    tree.flushFile(path);
    tree.flushDirectory(folder);
  }
}

/** Takes a file, or a folder with all in it, away as if it had never been there. */
export function dropTree(tree: FileTree, path: string): void {
  const inode = tree.at(path);
  if (inode === undefined) return;
  if (inode.kind === "directory")
    for (const name of tree.names(path)) dropTree(tree, joinPath(path, name));
  tree.unlink(path);
  tree.flushDirectory(parentOf(path));
}

function resolved(tree: FileTree, path: string): string {
  return tree.resolve(path, true) ?? path;
}

function makeFolders(tree: FileTree, path: string): void {
  if (path === "/" || tree.at(path)) return;
  makeFolders(tree, parentOf(path));
  tree.create(path, "directory", 0o755);
  tree.flushDirectory(parentOf(path));
}

function fillFolder(tree: FileTree, path: string, file: MemoryFile): void {
  makeFolders(tree, path);
  const inode = tree.at(path);
  if (inode === undefined || typeof file !== "object" || !("content" in file)) return;
  inode.mode = file.mode ?? inode.mode;
  inode.owner = file.owner ?? inode.owner;
}

function fillOne(tree: FileTree, path: string, file: MemoryFile): void {
  if (typeof file === "object" && "link" in file) {
    tree.create(path, "link", 0o777, file.link);
    return;
  }
  const isPlain = typeof file === "string" || file instanceof Uint8Array;
  const content = isPlain ? file : file.content;
  const inode = tree.create(path, "file", isPlain ? 0o644 : (file.mode ?? 0o644));
  if (!isPlain && file.owner !== undefined) inode.owner = file.owner;
  inode.content = typeof content === "string" ? new TextEncoder().encode(content) : content;
}
