import { BringupError } from "../../errors/index.ts";

/** The errno of a failed system call, as Node gives it. */
export function errnoOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}

/** Nothing there: an answer, not a failure. */
export function isAbsent(thrown: unknown): boolean {
  const errno = errnoOf(thrown);
  return errno === "ENOENT" || errno === "ENOTDIR" || errno === "ELOOP";
}

export function readFailure(path: string, cause: unknown): BringupError {
  return new BringupError("FILE_UNREADABLE", `${path}: ${reason(cause)}`, { cause });
}

export function writeFailure(path: string, cause: unknown): unknown {
  if (cause instanceof BringupError) return cause;
  const errno = errnoOf(cause);
  if (errno === undefined) return cause;
  const isFull = errno === "ENOSPC" || errno === "EDQUOT";
  const code = isFull ? "DISK_FULL" : "FILE_UNWRITABLE";
  return new BringupError(code, `${path}: ${reason(cause)}`, { cause });
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on this file system",
  EDQUOT: "the quota is used up",
  EIO: "input or output error of the device",
  EISDIR: "is a directory",
  ENOTDIR: "a part of the path is not a directory",
  ENOTEMPTY: "the directory is not empty",
  ENOENT: "no such file or directory",
  EBUSY: "in use",
};

function reason(thrown: unknown): string {
  const errno = errnoOf(thrown);
  if (errno !== undefined) return WORDS[errno] ?? errno;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
