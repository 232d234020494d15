import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LockOutcome, ProcessIdentity } from "../engine/index.ts";
import { makePrivateFolder, withFile } from "./private-files.ts";
import { troubleOf } from "./sqlite-error.ts";

/**
 * A file of its own, not a table of the store: a damaged store is set aside, and the lock of a
 * running process must not go with it.
 */
const LOCK_FILE = "lock.db";
const BUSY_MS = 5000;

/**
 * The host lock: at most one process changes this host. Taken over at once when its holder is dead
 * (`isAlive` says no) or belongs to an earlier boot. Released by `release` or by dying.
 */
export function acquireHostLock(
  place: string | { readonly dir: string },
  self: ProcessIdentity,
  isAlive: (holder: ProcessIdentity) => boolean,
): LockOutcome {
  const dir = typeof place === "string" ? place : place.dir;
  makePrivateFolder(dir);
  const holder = withLockFile(dir, (db) => {
    const current = holderIn(db);
    if (current !== undefined && current.bootId === self.bootId && isAlive(current)) return current;
    db.prepare("INSERT OR REPLACE INTO lock VALUES (1, ?, ?, ?)").run(
      self.pid,
      self.startTicks,
      self.bootId,
    );
    return undefined;
  });
  if (holder !== undefined) return { is: "taken", by: holder };
  return { is: "held", release: () => release(dir, self) };
}

/** Who holds the host lock by the record, alive or not. */
export function hostLockHolder(dir: string): ProcessIdentity | undefined {
  return existsSync(join(dir, LOCK_FILE)) ? withLockFile(dir, holderIn) : undefined;
}

/** Runs `work` while no other process is in a guarded section of the same folder. */
export function withGuard<T>(dir: string, work: () => T): T {
  return withLockFile(dir, work);
}

function release(dir: string, self: ProcessIdentity): void {
  withLockFile(dir, (db) => {
    db.prepare("DELETE FROM lock WHERE pid = ? AND start_ticks = ? AND boot_id = ?").run(
      self.pid,
      self.startTicks,
      self.bootId,
    );
  });
}

function holderIn(db: DatabaseSync): ProcessIdentity | undefined {
  const row = db.prepare("SELECT pid, start_ticks, boot_id FROM lock").get();
  if (row === undefined) return undefined;
  return {
    pid: Number(row.pid),
    startTicks: String(row.start_ticks),
    bootId: String(row.boot_id),
  };
}

function withLockFile<T>(dir: string, work: (db: DatabaseSync) => T): T {
  const path = join(dir, LOCK_FILE);
  try {
    return locked(path, work);
  } catch (thrown) {
    if (troubleOf(thrown) !== "damaged") throw thrown;
    renameSync(path, `${path}.corrupt-${randomBytes(4).toString("hex")}`);
    return locked(path, work);
  }
}

function locked<T>(path: string, work: (db: DatabaseSync) => T): T {
  withFile(path, "a", () => undefined);
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    db.exec("BEGIN IMMEDIATE");
    db.exec(`CREATE TABLE IF NOT EXISTS lock (id INTEGER PRIMARY KEY CHECK (id = 1),
      pid INTEGER NOT NULL, start_ticks TEXT NOT NULL, boot_id TEXT NOT NULL)`);
    const result = work(db);
    db.exec("COMMIT");
    return result;
  } finally {
    db.close();
  }
}
