import type { FileOwner } from "../../engine/index.ts";
import { followLinks } from "../links.ts";
import { isWithin, normalPath, parentOf } from "../paths.ts";
import { createNames, type Names } from "./names.ts";

export interface Inode {
  readonly id: number;
  readonly kind: "file" | "directory" | "link";
  content: Uint8Array;
  /** Where a link points. */
  readonly target: string;
  mode: number;
  owner: FileOwner;
  modifiedMs: number;
  /** What a power cut leaves of it; `undefined`: never flushed. */
  flushed: { readonly content: Uint8Array; readonly mode: number } | undefined;
}

/** Names lost by a restart of any kind: file systems in memory, and those of the kernel. */
const VOLATILE = ["/run", "/proc", "/sys", "/dev", "/tmp"];

const EMPTY = new Uint8Array();

/**
 * A file system as the disk sees it: names and contents exist twice, once as programs see them and
 * once as a power cut would leave them. Flushing a file saves its content, flushing a directory
 * saves its names; nothing else does.
 */
export interface FileTree {
  /** Follows links, the last one only when `follow`; `undefined` when a part is missing or in a loop. */
  resolve(path: string, follow: boolean): string | undefined;
  at(path: string): Inode | undefined;
  names(directory: string): readonly string[];
  paths(): readonly string[];
  create(path: string, kind: Inode["kind"], mode: number, target?: string): Inode;
  rename(from: string, to: string): void;
  /** A folder with all that is in it. */
  renameTree(from: string, to: string): void;
  unlink(path: string): void;
  flushFile(path: string): void;
  flushDirectory(path: string): void;
  flushEverything(): void;
  /** The names and contents that were flushed, the volatile ones as they were at the start. */
  cut(): void;
  /** Takes the present volatile files as those of every start. */
  seal(): void;
  usedBytes(): number;
}

export function createFileTree(nowMs: () => number): FileTree {
  let live = createNames<Inode>();
  let durable = createNames<Inode>();
  let atStart = new Map<string, Inode>();
  let lastId = 1;

  function create(path: string, kind: Inode["kind"], mode: number, target = ""): Inode {
    lastId += 1;
    const flushed = undefined;
    const inode: Inode = {
      id: lastId,
      kind,
      content: EMPTY,
      target,
      mode,
      owner: { uid: 0, gid: 0 },
      modifiedMs: nowMs(),
      flushed,
    };
    live.set(path, inode);
    return inode;
  }

  function flushInode(inode: Inode): void {
    inode.flushed = { content: inode.content, mode: inode.mode };
  }

  function linkAt(path: string): string | undefined {
    const inode = live.get(path);
    return inode?.kind === "link" ? inode.target : undefined;
  }

  /** Where no link is on the way, a path leads where it says. */
  function resolve(path: string, follow: boolean): string | undefined {
    const normal = normalPath(path);
    if (!live.links().some((link) => isWithin(normal, link))) return normal;
    return followLinks(normal, follow, linkAt);
  }

  /** Folders that were named anew; the disk knows it when the folder above is flushed. */
  let moves: { readonly from: string; readonly to: string }[] = [];

  function rekey(names: Names<Inode>, from: string, to: string): void {
    for (const [path, inode] of names.all()) {
      if (!isWithin(path, from)) continue;
      names.delete(path);
      names.set(`${to}${path.slice(from.length)}`, inode);
    }
  }

  function settleMoves(path: string): void {
    for (const { from, to } of moves) if (parentOf(to) === path) rekey(durable, from, to);
    moves = moves.filter(({ to }) => parentOf(to) !== path);
  }

  function flushDirectory(path: string): void {
    settleMoves(path);
    for (const gone of durable.within(path)) if (!live.get(gone)) durable.delete(gone);
    for (const child of live.within(path)) {
      const inode = live.get(child);
      if (inode) durable.set(child, inode);
      if (inode && inode.kind !== "file") flushInode(inode);
    }
  }

  function cut(): void {
    const left = createNames<Inode>();
    const sorted = durable.all().sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, inode] of sorted) {
      if (isVolatile(path) || !(path === "/" || left.get(parentOf(path)))) continue;
      left.set(path, { ...inode, ...(inode.flushed ?? { content: EMPTY }) });
    }
    for (const [path, inode] of atStart) left.set(path, { ...inode });
    live = left;
    durable = copyOf(left);
    moves = [];
  }

  create("/", "directory", 0o755);
  flushInode(live.get("/") as Inode);
  durable.set("/", live.get("/") as Inode);

  return {
    resolve,
    at: (path) => live.get(path),
    names: (directory) =>
      live
        .within(directory)
        .map((path) => path.slice(directory === "/" ? 1 : directory.length + 1))
        .sort(),
    paths: () =>
      live
        .all()
        .filter(([, inode]) => inode.kind !== "directory")
        .map(([path]) => path)
        .sort(),
    create,
    rename(from, to) {
      const inode = live.get(from);
      if (inode === undefined) return;
      live.delete(from);
      live.set(to, inode);
    },
    renameTree(from, to) {
      rekey(live, from, to);
      moves.push({ from, to });
    },
    unlink(path) {
      live.delete(path);
    },
    flushFile(path) {
      const inode = live.get(path);
      if (inode) flushInode(inode);
    },
    flushDirectory,
    flushEverything() {
      for (const [, inode] of live.all()) flushInode(inode);
      durable = copyOf(live);
    },
    cut,
    seal() {
      atStart = new Map();
      for (const [path, inode] of live.all()) if (isVolatile(path)) atStart.set(path, { ...inode });
    },
    usedBytes: () => live.all().reduce((sum, [, inode]) => sum + inode.content.byteLength, 0),
  };
}

function copyOf(names: Names<Inode>): Names<Inode> {
  const copy = createNames<Inode>();
  for (const [path, inode] of names.all()) copy.set(path, inode);
  return copy;
}

function isVolatile(path: string): boolean {
  return VOLATILE.some((folder) => isWithin(path, folder));
}
