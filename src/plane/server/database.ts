import { chmod, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BringupError } from "../../errors/index.ts";
import { TABLES } from "./tables.ts";

/** The memory of a plane: one SQLite file that the server and the command line may share. */
export interface PlaneDatabase {
  readonly db: DatabaseSync;
  /** All of it or nothing, on the disk when it returns; nobody else writes meanwhile. */
  change<T>(work: () => T): T;
  /** Whether another process wrote since the last time this was asked. */
  wroteElsewhere(): boolean;
  close(): void;
}

const FORMAT = 1;
const BUSY_MS = 5000;

/** In memory without a path. Damage is an error, never a fresh start: hosts would be sent away. */
export async function openDatabase(path: string | undefined): Promise<PlaneDatabase> {
  if (path !== undefined) await makePrivate(path);
  try {
    return opened(path ?? ":memory:");
  } catch (thrown) {
    throw unusable(path ?? "memory", thrown);
  }
}

function unusable(path: string, cause: unknown): BringupError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `the memory of the plane in ${path} cannot be used: ${why}`;
  return new BringupError("PLANE_DATA_UNUSABLE", message, { cause });
}

function opened(path: string): PlaneDatabase {
  const db = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    const verdict = Object.values(db.prepare("PRAGMA integrity_check(1)").get() ?? {})[0];
    if (verdict !== "ok") throw new Error(String(verdict));
    bringUpToDate(db);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  const version = db.prepare("PRAGMA data_version");
  const current = () => Number(version.get()?.data_version);
  let seen = current();
  let isChanging = false;
  return {
    db,
    change(work) {
      if (isChanging) return work();
      db.exec("BEGIN IMMEDIATE");
      isChanging = true;
      try {
        const result = work();
        db.exec("COMMIT");
        return result;
      } catch (thrown) {
        db.exec("ROLLBACK");
        throw thrown;
      } finally {
        isChanging = false;
      }
    },
    wroteElsewhere() {
      const before = seen;
      seen = current();
      return seen !== before;
    },
    close() {
      if (db.isOpen) db.close();
    },
  };
}

function bringUpToDate(db: DatabaseSync): void {
  const format = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (format === FORMAT) return;
  if (format > FORMAT) {
    throw new Error(`it was written by a newer bringup (format ${format}, not ${FORMAT})`);
  }
  db.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${FORMAT}; COMMIT`);
}

/** SQLite gives its side files the mode of the main one. */
async function makePrivate(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  await file.close();
  await chmod(path, 0o600);
}
