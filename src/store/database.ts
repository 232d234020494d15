import {
  closeSync,
  existsSync,
  fchmodSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { FORMAT, formatOf, migrate, probe } from "./layout.ts";
import { syncFolder, withFile } from "./private-files.ts";
import { troubleOf } from "./sqlite-error.ts";

export const STORE_FILE = "store.db";
const BUSY_MS = 5000;
const KEPT_CORRUPT = 3;

export type Opened =
  | { readonly is: "read-write"; readonly db: DatabaseSync }
  | { readonly is: "read-only"; readonly db: DatabaseSync; readonly why: string }
  | { readonly is: "damaged"; readonly why: string };

/** Opens for writing and brings the tables up to date. Damage is an answer; other trouble is thrown. */
export function openForWriting(dir: string): Opened {
  const path = join(dir, STORE_FILE);
  const broken = headerProblem(path);
  if (broken !== undefined) return { is: "damaged", why: broken };
  let db: DatabaseSync | undefined;
  try {
    makePrivate(path);
    db = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    const damage = checkFile(db);
    if (damage !== undefined) return closing(db, { is: "damaged", why: damage });
    const format = formatOf(db);
    if (format.minReader > FORMAT) {
      db.close();
      return { is: "read-only", db: openReadOnly(path), why: newerWhy(format.version) };
    }
    migrate(db);
    probe(db);
    return { is: "read-write", db };
  } catch (thrown) {
    if (db?.isOpen) db.close();
    const trouble = troubleOf(thrown);
    if (trouble === "damaged" || trouble === "no-such-table")
      return { is: "damaged", why: messageOf(thrown) };
    if (trouble !== "not-writable" || !existsSync(path)) throw thrown;
    return { is: "read-only", db: openReadOnly(path), why: "its file system cannot be written" };
  }
}

/** For consoles: looks, never creates, migrates or sets aside. */
export function openForReading(dir: string): Opened {
  const path = join(dir, STORE_FILE);
  if (!existsSync(path)) return { is: "read-only", db: emptyDatabase(), why: "there is none yet" };
  const broken = headerProblem(path);
  if (broken !== undefined) return { is: "damaged", why: broken };
  try {
    const db = openReadOnly(path);
    const { version, minReader } = formatOf(db);
    const why = minReader > FORMAT ? newerWhy(version) : "opened for reading";
    return { is: "read-only", db, why };
  } catch (thrown) {
    if (troubleOf(thrown) !== "damaged") throw thrown;
    return { is: "damaged", why: messageOf(thrown) };
  }
}

/** A store nobody keeps: stands in where there is nothing to read. */
export function emptyDatabase(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  return db;
}

/** Moves the damaged file and what belongs to it out of the way; returns its new name. */
export function setAside(dir: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, "-");
  const name = freeName(dir, `${STORE_FILE}.corrupt-${stamp}`);
  for (const suffix of ["", "-wal", "-shm"]) {
    const path = join(dir, STORE_FILE + suffix);
    if (existsSync(path)) renameSync(path, join(dir, name + suffix));
  }
  const all = readdirSync(dir).filter((file) => file.startsWith(`${STORE_FILE}.corrupt-`));
  const bases = all.filter((file) => !/-(wal|shm)$/.test(file)).sort();
  for (const base of bases.slice(0, -KEPT_CORRUPT)) {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(dir, base + suffix), { force: true });
  }
  syncFolder(dir);
  return name;
}

function freeName(dir: string, wanted: string): string {
  let name = wanted;
  for (let count = 2; existsSync(join(dir, name)); count++) name = `${wanted}.${count}`;
  return name;
}

function newerWhy(version: number): string {
  return `written by a newer bringup (format ${version}, this one knows ${FORMAT})`;
}

const MAGIC = Buffer.from("SQLite format 3\0", "latin1");

/** SQLite takes an empty file for a new one, and a strange first page for an encrypted one. */
function headerProblem(path: string): string | undefined {
  if (!existsSync(path) || statSync(path).size === 0) return undefined;
  const head = Buffer.alloc(MAGIC.length);
  const read = withFile(path, "r", (fd) => readSync(fd, head, 0, head.length, 0));
  return read === MAGIC.length && head.equals(MAGIC) ? undefined : "it is not a database";
}

/** The full check, not the quick one: that one does not look whether indexes agree with tables. */
function checkFile(db: DatabaseSync): string | undefined {
  const answer = db.prepare("PRAGMA integrity_check(1)").get();
  const verdict = Object.values(answer ?? {})[0];
  return verdict === "ok" ? undefined : String(verdict);
}

/** SQLite gives its side files the mode of the main one. */
function makePrivate(path: string): void {
  const fd = openSync(path, existsSync(path) ? "r" : "a", 0o600);
  try {
    fchmodSync(fd, 0o600);
  } finally {
    closeSync(fd);
  }
}

function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
}

function closing(db: DatabaseSync, outcome: Opened): Opened {
  db.close();
  return outcome;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
