import type { FileStat, FilesIO } from "../../engine/index.ts";
import { digestOf } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { refuseOtherBytes } from "../copy-check.ts";
import { baseName, isWithin, joinPath, normalPath, parentOf } from "../paths.ts";
import { unpackToMemory } from "../unpack/to-memory.ts";
import { keptOfContent, textOf } from "./kept.ts";
import type { Power } from "./power.ts";
import type { FileTree, Inode } from "./tree.ts";

export interface MemoryFilesParts {
  readonly tree: FileTree;
  readonly power: Power;
  /** Size of the disk; writes beyond it fail with `DISK_FULL`. */
  readonly diskBytes: number;
  /** Paths that exist and cannot be read. */
  readonly unreadable: ReadonlySet<string>;
  nowMs(): number;
}

/** Symbolic links are the business of `systemctl enable`, so they are not in the common contract. */
export interface MemoryFiles extends FilesIO {
  makeLink(path: string, target: string): void;
}

export function createMemoryFiles(parts: MemoryFilesParts): MemoryFiles {
  const { tree, power } = parts;

  function inodeAt(path: string, follow = true): Inode | undefined {
    power.check();
    const found = tree.resolve(path, follow);
    const inode = found === undefined ? undefined : tree.at(found);
    if (inode && parts.unreadable.has(normalPath(path)))
      throw new BringupError("FILE_UNREADABLE", `${path}: permission denied`);
    return inode;
  }

  function read(
    path: string,
    { maxBytes, fromByte = 0 }: { readonly maxBytes?: number; readonly fromByte?: number } = {},
  ): Uint8Array | undefined {
    const end = maxBytes === undefined ? undefined : fromByte + maxBytes;
    return contentAt(path)?.slice(fromByte, end);
  }

  /** Itself, not a copy. */
  function contentAt(path: string): Uint8Array | undefined {
    const inode = inodeAt(path);
    if (inode?.kind === "directory")
      throw new BringupError("FILE_UNREADABLE", `${path}: is a directory`);
    return inode?.content;
  }

  function makeParents(path: string): void {
    const parent = parentOf(path);
    const inode = tree.at(parent);
    if (inode?.kind === "directory") return;
    if (inode) throw new BringupError("FILE_UNWRITABLE", `${parent}: not a directory`);
    makeParents(parent);
    makeDirectory(parent, 0o755);
  }

  function makeDirectory(path: string, mode: number): void {
    power.effect(`mkdir ${path}`, () => tree.create(path, "directory", mode));
    power.effect(`fsync ${parentOf(path)}`, () => tree.flushDirectory(parentOf(path)));
  }

  /** The place a name really stands for; the last link is followed when its target can be. */
  function target(path: string, follow = true): string {
    power.check();
    const found = tree.resolve(path, follow);
    if (found === undefined) throw new BringupError("FILE_UNWRITABLE", `${path}: too many links`);
    return found;
  }

  function fill(inode: Inode, content: Uint8Array): void {
    inode.content = content;
    inode.modifiedMs = parts.nowMs();
  }

  function writeAtomic(path: string, content: Uint8Array, mode: number): void {
    const place = target(path, false);
    if (tree.at(place)?.kind === "directory")
      throw new BringupError("FILE_UNWRITABLE", `${path}: is a directory`);
    makeParents(place);
    if (tree.usedBytes() + content.byteLength > parts.diskBytes)
      throw new BringupError("DISK_FULL", `${path}: no space left on device`);
    const folder = parentOf(place);
    const temporary = joinPath(folder, `.${baseName(place)}.1.1.bringup-tmp`);
    power.effect(`write ${place}`, () => fill(tree.create(temporary, "file", mode), content));
    power.effect(`fsync ${place}`, () => tree.flushFile(temporary));
    power.effect(`rename ${place}`, () => tree.rename(temporary, place));
    power.effect(`fsync ${folder}`, () => tree.flushDirectory(folder));
  }

  function unlink(path: string): void {
    power.effect(`remove ${path}`, () => tree.unlink(path));
    power.effect(`fsync ${parentOf(path)}`, () => tree.flushDirectory(parentOf(path)));
  }

  function removeTree(path: string): void {
    for (const name of tree.names(path)) removeTree(joinPath(path, name));
    unlink(path);
  }

  return {
    async read(path, options) {
      return read(path, options);
    },
    async readText(path, options) {
      const content = options?.maxBytes === undefined ? contentAt(path) : read(path, options);
      return content && textOf(content);
    },
    async list(path) {
      const inode = inodeAt(path);
      if (inode?.kind !== "directory") return undefined;
      return tree.names(tree.resolve(path, true) ?? path);
    },
    async stat(path) {
      const inode = inodeAt(path, false);
      return inode && statOf(inode);
    },
    async readLink(path) {
      const inode = inodeAt(path, false);
      return inode?.kind === "link" ? inode.target : undefined;
    },
    async sha256(path, options) {
      options?.signal?.throwIfAborted();
      const content = contentAt(path);
      if (content) options?.onBytes?.(content.byteLength);
      return content && sha256Of(content);
    },
    async space() {
      power.check();
      const totalBytes = parts.diskBytes;
      return { totalBytes, freeBytes: totalBytes - tree.usedBytes() };
    },
    async writeAtomic(path, content, options) {
      options.signal?.throwIfAborted();
      writeAtomic(path, bytesOf(content), options.mode);
    },
    async writeInPlace(path, content) {
      const place = target(path);
      makeParents(place);
      power.effect(`write ${place}`, () =>
        fill(tree.at(place) ?? tree.create(place, "file", 0o644), bytesOf(content)),
      );
    },
    async copy(from, to, options) {
      options.signal?.throwIfAborted();
      const content = read(from);
      if (content === undefined) throw new BringupError("FILE_UNREADABLE", `${from}: no such file`);
      options.onBytes?.(content.byteLength, content.byteLength);
      refuseOtherBytes(to, options.sha256, digestOf(content));
      writeAtomic(to, content, options.mode);
    },
    async unpack(from, to, options) {
      const content = read(from);
      if (content === undefined) throw new BringupError("FILE_UNREADABLE", `${from}: no such file`);
      const { maxEntries, keepFreeBytes, marker, signal } = options;
      const maxBytes = parts.diskBytes - tree.usedBytes() - keepFreeBytes;
      const limits = { maxEntries, maxBytes, reserved: [marker.name] };
      const place = target(to, false);
      const beside = `${place}.part`;
      if (tree.at(beside)) removeTree(beside);
      const writeFile = (path: string, file: Uint8Array, mode: number) =>
        writeAtomic(joinPath(beside, path), file, mode);
      const given = signal === undefined ? limits : { ...limits, signal };
      const count = await unpackToMemory(content, writeFile, given);
      options.onBytes?.(content.byteLength, content.byteLength);
      writeFile(marker.name, Buffer.from(marker.content), 0o644);
      power.effect(`rename ${place}`, () => tree.renameTree(beside, place));
      power.effect(`fsync ${parentOf(place)}`, () => tree.flushDirectory(parentOf(place)));
      return count;
    },
    async append(path, pieces, { keepBytes, mode, onBytes }) {
      let content = Buffer.from(read(path) ?? []).subarray(0, keepBytes);
      for await (const piece of pieces) {
        content = Buffer.concat([content, piece]);
        onBytes?.(content.length);
        writeAtomic(path, new Uint8Array(content), mode);
      }
      return content.length;
    },
    async makeDirectory(path, options) {
      const place = target(path);
      const found = tree.at(place);
      if (found && found.kind !== "directory")
        throw new BringupError("FILE_UNWRITABLE", `${path}: exists and is not a directory`);
      if (found) return;
      makeParents(place);
      makeDirectory(place, options.mode);
    },
    async move(from, to) {
      const [source, place] = [target(from, false), target(to, false)];
      const isFree = tree.at(place) === undefined && tree.at(parentOf(place)) !== undefined;
      if (tree.at(source) === undefined || !isFree)
        throw new BringupError("FILE_UNWRITABLE", `${to}: ${from} cannot be moved there`);
      power.effect(`rename ${place}`, () => tree.renameTree(source, place));
      power.effect(`fsync ${parentOf(place)}`, () => tree.flushDirectory(parentOf(place)));
      power.effect(`fsync ${parentOf(source)}`, () => tree.flushDirectory(parentOf(source)));
    },
    async remove(path) {
      const place = target(path, false);
      const found = tree.at(place);
      if (found?.kind === "directory" && tree.names(place).length > 0)
        throw new BringupError("FILE_UNWRITABLE", `${path}: directory not empty`);
      if (found) unlink(place);
    },
    async removeTree(path) {
      const place = target(path, false);
      if (isWithin("/", place)) throw new BringupError("BUG", "refused to remove /");
      if (tree.at(place)) removeTree(place);
    },
    async setMode(path, mode) {
      const inode = inodeAt(path);
      if (!inode) throw new BringupError("FILE_UNWRITABLE", `${path}: no such file`);
      power.effect(`chmod ${path}`, () => {
        inode.mode = mode;
        if (inode.flushed) inode.flushed = { ...inode.flushed, mode };
      });
    },
    async setOwner(path, owner) {
      const inode = inodeAt(path);
      if (!inode) throw new BringupError("FILE_UNWRITABLE", `${path}: no such file`);
      power.effect(`chown ${path}`, () => {
        inode.owner = owner;
      });
    },
    makeLink(path, linkTarget) {
      const place = target(path, false);
      makeParents(place);
      power.effect(`link ${place}`, () => tree.create(place, "link", 0o777, linkTarget));
      power.effect(`fsync ${parentOf(place)}`, () => tree.flushDirectory(parentOf(place)));
    },
  };
}

const sha256Of = keptOfContent(digestOf);

function statOf(inode: Inode): FileStat {
  const { kind, mode, modifiedMs, owner } = inode;
  const sizeBytes = inode.content.byteLength;
  return { kind, sizeBytes, mode, modifiedMs, inode: String(inode.id), owner };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
}
