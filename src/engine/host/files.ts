import type { Deadline } from "./deadline.ts";

/** Of the path itself: a link is a link. `modifiedMs` is wall time. */
export interface FileStat {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly sizeBytes: number;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  readonly modifiedMs: number;
  readonly inode: string;
  /** Absent where the host cannot tell. */
  readonly owner?: FileOwner;
}

/** By number: names are the business of whoever shows them. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Absolute paths only. Absent is `undefined`; unreadable throws `FILE_UNREADABLE`. */
export interface FilesView {
  /** From `fromByte` on, and no more than `maxBytes`; the whole of it unless told. */
  read(
    path: string,
    options?: { readonly maxBytes?: number; readonly fromByte?: number },
  ): Promise<Uint8Array | undefined>;
  readText(path: string, options?: { readonly maxBytes?: number }): Promise<string | undefined>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** Does not follow a final symbolic link. */
  stat(path: string): Promise<FileStat | undefined>;
  readLink(path: string): Promise<string | undefined>;
  /** SHA-256 in hex, streamed; remembered by size, time and inode. */
  sha256(
    path: string,
    options?: Deadline & { onBytes?(done: number): void },
  ): Promise<string | undefined>;
  /** Space of the file system that holds `path` (or its nearest existing parent). */
  space(path: string): Promise<Space | undefined>;
}

/** Of a file system, as a user without root may fill it. */
export interface Space {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** How many files it can hold at most, and how many more; absent where that is not counted. */
  readonly totalFiles?: number;
  readonly freeFiles?: number;
}

/** @throws FILE_UNWRITABLE, or DISK_FULL, with the path, for whatever cannot be written. */
export interface FilesIO extends FilesView {
  /** Temporary file in the same folder, fsync, rename, fsync of the folder. Makes parents (0755). */
  writeAtomic(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void>;
  /** For kernel files (/proc/sys): plain write without rename or fsync. */
  writeInPlace(path: string, content: string): Promise<void>;
  /** Copies with fsync and an atomic rename at the end; `from` and `to` are both on this host. */
  copy(from: string, to: string, options: CopyOptions): Promise<void>;
  /**
   * The files of a tar (plain, gzip, zstd) into a folder that is not there yet; it appears when all of it is
   * durable. A call that was cut off goes on where it was, unless the machine was started anew.
   * @throws ARCHIVE_UNSAFE for links, devices and names that lead elsewhere; ARCHIVE_DAMAGED; DISK_FULL
   */
  unpack(from: string, to: string, options: UnpackOptions): Promise<UnpackCount>;
  /**
   * Keeps so many bytes of a file, none where it is not there, and puts the others behind them as they come.
   * What came before it was cut off stays. Resolves with the size, when all of it is durable.
   */
  append(path: string, pieces: AsyncIterable<Uint8Array>, options: AppendOptions): Promise<number>;
  makeDirectory(path: string, options: { readonly mode: number }): Promise<void>;
  /**
   * A file, or a folder with all that is in it, under another name of the same file system; the name must be
   * free and its folder there. Durable at the end.
   */
  move(from: string, to: string): Promise<void>;
  /** Removing what is absent is not an error. */
  remove(path: string): Promise<void>;
  removeTree(path: string): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  setOwner(path: string, owner: FileOwner): Promise<void>;
}

/** `mode` as permission bits, whatever the umask. */
export interface WriteOptions {
  readonly mode: number;
  readonly signal?: AbortSignal;
}

/** For what comes in pieces and may be cut off. */
export interface AppendOptions {
  readonly keepBytes: number;
  readonly mode: number;
  /** Of the whole file, as it grows. */
  onBytes?(bytes: number): void;
  /** So much of it survives a power cut. */
  onDurable?(bytes: number): Promise<void>;
}

/** Limits for an archive that somebody else made. */
export interface UnpackOptions {
  /** As `bootId` tells it: after a power cut what was begun cannot be relied on. */
  readonly bootId: string;
  /** A file of ours beside the others, put there last. */
  readonly marker: { readonly name: string; readonly content: string };
  readonly maxEntries: number;
  /** Of the file system, left for others. */
  readonly keepFreeBytes: number;
  readonly signal?: AbortSignal;
  /** Of the archive as it lies there. */
  onBytes?(done: number, total: number): void;
}

/** What came out of it. */
export interface UnpackCount {
  readonly files: number;
  readonly bytes: number;
}

/** `onBytes` counts what was copied, of all. */
export interface CopyOptions extends WriteOptions {
  /** Hex. The bytes are hashed on the way; others are refused (`ARTEFACT_CORRUPT`) before the rename. */
  readonly sha256?: string;
  onBytes?(done: number, total: number): void;
}
