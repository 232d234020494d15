import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type AuditVerdict, type Clock, type Store, systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { createAudit, verifyAudit } from "./audit.ts";
import { openBallast } from "./ballast.ts";
import {
  emptyDatabase,
  type Opened,
  openForReading,
  openForWriting,
  STORE_FILE,
  setAside,
} from "./database.ts";
import { isErrno } from "./errno.ts";
import { createJournal } from "./journal.ts";
import { createActivity, createHistory, createState } from "./ledgers.ts";
import { withGuard } from "./lock.ts";
import { makePrivateFolder } from "./private-files.ts";
import { createReader } from "./reader.ts";
import { troubleOf } from "./sqlite-error.ts";
import { createWriter, readOnlyWriter, type Writer } from "./writer.ts";

export interface StoreOptions {
  /** `read`: only look, as consoles do; `write` (unless told) is for the one writer. */
  readonly mode?: "write" | "read";
  readonly clock?: Pick<Clock, "nowMs">;
  /** Boot the records belong to; this machine's unless told. */
  readonly bootId?: string;
}

/** A store in a folder of this machine. */
export interface FileStore extends Store {
  readonly dir: string;
  /** What happened on opening that a person must know: history was lost, the disk is full. */
  readonly notice?: string;
  /** Records that were found but not understood, so far. */
  problems(): readonly string[];
  /** Whether the audit is as it was written. */
  verifyAudit(): AuditVerdict;
}

/**
 * Opens or creates the store in `dir` (0700). A damaged file is set aside and a fresh one begun;
 * one of a newer format is opened read-only. Throws `STORE_UNWRITABLE` when there can be none.
 */
export function openStore(dir: string, options: StoreOptions = {}): FileStore {
  const clock = options.clock ?? systemClock;
  const { opened, notice } = options.mode === "read" ? reading(dir) : writing(dir, clock.nowMs());
  const { db } = opened;
  const writer: Writer =
    opened.is === "read-only" ? readOnlyWriter(opened.why) : createWriter(db, openBallast(dir));
  const reader = createReader(db);
  const parts = { db, reader, writer, clock, bootId: options.bootId ?? bootId() };
  return {
    dir,
    get access() {
      return writer.access();
    },
    ...(notice === undefined ? {} : { notice }),
    journal: createJournal(parts),
    audit: createAudit(parts),
    state: createState(parts),
    history: createHistory(parts),
    activity: createActivity(parts),
    problems: reader.problems,
    verifyAudit: () => verifyAudit(parts),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

interface Ready {
  readonly opened: Exclude<Opened, { is: "damaged" }>;
  readonly notice?: string;
}

function reading(dir: string): Ready {
  const opened = openForReading(dir);
  if (opened.is !== "damaged") return { opened };
  const why = `it is damaged (${opened.why})`;
  const notice = "The store is damaged; the agent sets it aside when it starts next.";
  return { opened: { is: "read-only", db: emptyDatabase(), why }, notice };
}

/** Under a guard: of two processes that find the damage, one sets aside and the other finds it new. */
function writing(dir: string, nowMs: number): Ready {
  try {
    makePrivateFolder(dir);
    return withGuard(dir, () => openOrReplace(dir, nowMs));
  } catch (thrown) {
    throw unopenable(dir, thrown);
  }
}

function unopenable(dir: string, cause: unknown): BringupError {
  if (isErrno(cause, "ENOSPC") || troubleOf(cause) === "full") {
    return new BringupError("DISK_FULL", `no room for the store in ${dir}`, { cause });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BringupError("STORE_UNWRITABLE", `the store in ${dir} cannot be opened: ${why}`, {
    cause,
  });
}

function openOrReplace(dir: string, nowMs: number): Ready {
  const emptied = wasEmptied(dir);
  const first = emptied ? damagedBy("it was emptied") : openForWriting(dir);
  if (first.is !== "damaged") return { opened: first };
  const name = setAside(dir, nowMs);
  const second = openForWriting(dir);
  if (second.is === "damaged") throw new Error(second.why);
  const notice = `The store was damaged (${first.why}) and set aside as ${name}. Its history is not shown; every step is checked before anything is done.`;
  return { opened: second, notice };
}

function damagedBy(why: string): Opened {
  return { is: "damaged", why };
}

/** The ballast is made after the tables: beside it, a file without a byte has lost them. */
function wasEmptied(dir: string): boolean {
  const path = join(dir, STORE_FILE);
  return existsSync(path) && statSync(path).size === 0 && openBallast(dir).held();
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "unknown";
  }
}

/** Whether this folder holds a store at all; looking creates none. */
export function hasStore(dir: string): boolean {
  return existsSync(join(dir, STORE_FILE));
}
