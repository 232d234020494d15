/** Primary result codes of SQLite (sqlite.org/rescode.html) that mean something to us. */
const FULL = 13;
const IOERR = 10;
const READONLY = 8;
const CANTOPEN = 14;
const CORRUPT = 11;
const NOTADB = 26;
/** The file ends before the page it promises. */
const IOERR_SHORT_READ = 522;

/** `undefined` when the thrown value is not SQLite's. */
function codeOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return typeof thrown.errcode === "number" ? thrown.errcode : undefined;
}

export type SqliteTrouble = "full" | "damaged" | "not-writable" | "other";

export function troubleOf(thrown: unknown): SqliteTrouble {
  const code = codeOf(thrown);
  if (code === undefined) return "other";
  if (code === IOERR_SHORT_READ) return "damaged";
  const primary = code & 0xff;
  if (primary === CORRUPT || primary === NOTADB) return "damaged";
  // A file size limit and some full network disks show as a failed write, not as "full".
  if (primary === FULL || primary === IOERR) return "full";
  return primary === READONLY || primary === CANTOPEN ? "not-writable" : "other";
}
