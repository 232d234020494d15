/** Result codes of SQLite (sqlite.org/rescode.html) that mean something to us. */
const ERROR = 1;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** The file ends before the page it promises. */
const IOERR_SHORT_READ = 522;
/** No room for the shared index of the write-ahead log. */
const IOERR_SHMSIZE = 4874;

/** `undefined` when the thrown value is not SQLite's. */
function codeOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return typeof thrown.errcode === "number" ? thrown.errcode : undefined;
}

export type SqliteTrouble = "full" | "damaged" | "not-writable" | "no-such-table" | "other";

export function troubleOf(thrown: unknown): SqliteTrouble {
  const code = codeOf(thrown);
  if (code === undefined) return "other";
  if (code === IOERR_SHORT_READ) return "damaged";
  if (code === IOERR_SHMSIZE) return "full";
  const primary = code & 0xff;
  if (primary === CORRUPT || primary === NOTADB) return "damaged";
  if (primary === FULL) return "full";
  if (primary === READONLY || primary === CANTOPEN) return "not-writable";
  return primary === ERROR ? "no-such-table" : "other";
}
