import type { DatabaseSync } from "node:sqlite";

/** Format this program writes. Raised by one with every entry of `MIGRATIONS`. */
export const FORMAT = 3;
/** Oldest program format that can read and write what we write; raised only for breaking changes. */
const MIN_READER = 1;

/** Each entry leads from the format of its index to the next. Additive only: an older program reads on. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE journal (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     run_id TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     boot_id TEXT NOT NULL,
     type TEXT NOT NULL,
     entry TEXT NOT NULL
   );
   CREATE INDEX journal_run ON journal (run_id, seq);
   CREATE INDEX journal_bounds ON journal (seq) WHERE type IN ('run-approved', 'run-ended');
   CREATE TABLE audit (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     at_ms INTEGER NOT NULL,
     entry TEXT NOT NULL
   );
   CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE history (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL);`,
  "CREATE TABLE activity (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL)",
  "ALTER TABLE audit ADD COLUMN link TEXT",
];

export interface Format {
  readonly version: number;
  /** Programs below this format must not write, and may read wrongly. */
  readonly minReader: number;
}

/** Version 0 is a file without our tables. */
export function formatOf(db: DatabaseSync): Format {
  const known = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get();
  if (known === undefined) return { version: 0, minReader: 0 };
  return { version: metaNumber(db, "version"), minReader: metaNumber(db, "min_reader") };
}

function metaNumber(db: DatabaseSync, key: string): number {
  const row = db.prepare("SELECT value FROM meta WHERE key = ?").get(key);
  const value = Number(row?.value);
  return Number.isInteger(value) ? value : 0;
}

/** Brings an older format up to ours in one transaction; a newer one is left as it is. */
export function migrate(db: DatabaseSync): void {
  const { version } = formatOf(db);
  if (version >= FORMAT) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
    for (const statements of MIGRATIONS.slice(version)) db.exec(statements);
    const put = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
    put.run("version", String(FORMAT));
    put.run("min_reader", String(MIN_READER));
    db.exec("COMMIT");
  } catch (thrown) {
    db.exec("ROLLBACK");
    throw thrown;
  }
}

/** Every column the rest of the store names: a table that lost one is damaged, whatever the checks say. */
export function probe(db: DatabaseSync): void {
  db.prepare("SELECT seq, run_id, at_ms, boot_id, type, entry FROM journal LIMIT 0").all();
  db.prepare("SELECT seq, at_ms, entry, link FROM audit LIMIT 0").all();
  db.prepare("SELECT key, value FROM state LIMIT 0").all();
  db.prepare("SELECT seq, entry FROM history LIMIT 0").all();
  db.prepare("SELECT seq, entry FROM activity LIMIT 0").all();
}
