import type { DatabaseSync } from "node:sqlite";
import type { StoreAccess } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import type { Ballast } from "./ballast.ts";
import { troubleOf } from "./sqlite-error.ts";

/**
 * `begin` starts something on the host, `end` closes it: on a full disk the first is refused, the
 * second is written into the space the ballast gave back.
 */
export type Weight = "begin" | "end";

/** One transaction at a time, durable at return. */
export interface Writer {
  access(): StoreAccess;
  write<T>(weight: Weight, work: () => T): T;
}

export function readOnlyWriter(why: string): Writer {
  return {
    access: () => ({ is: "read-only", why }),
    write() {
      throw new BringupError("STORE_READ_ONLY", `the store is read-only: ${why}`);
    },
  };
}

export function createWriter(db: DatabaseSync, ballast: Ballast): Writer {
  let full = !ballast.hold();
  let failing: string | undefined;
  /** Somebody may have made room since; the ballast is the proof. */
  const stillFull = () => {
    if (full && ballast.hold()) full = false;
    return full;
  };
  const attempt = <T>(work: () => T): T => {
    try {
      const result = transaction(db, work);
      failing = undefined;
      return result;
    } catch (thrown) {
      if (thrown instanceof BringupError || troubleOf(thrown) === "full") throw thrown;
      failing = thrown instanceof Error ? thrown.message : String(thrown);
      throw unwritable(failing, thrown);
    }
  };
  return {
    access() {
      const why = failing ?? (stillFull() ? FULL_WHY : undefined);
      return why === undefined ? { is: "read-write" } : { is: "read-only", why };
    },
    write(weight, work) {
      if (stillFull() && weight === "begin") throw diskFull();
      try {
        return attempt(work);
      } catch (thrown) {
        if (troubleOf(thrown) !== "full") throw thrown;
        full = true;
        ballast.free();
        if (weight === "begin") throw diskFull(thrown);
        return lastAttempt(() => attempt(work));
      }
    },
  };
}

function lastAttempt<T>(attempt: () => T): T {
  try {
    return attempt();
  } catch (thrown) {
    throw troubleOf(thrown) === "full" ? diskFull(thrown) : thrown;
  }
}

const FULL_WHY = "the disk is full: what runs is closed, nothing new begins";

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (thrown) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw thrown;
  }
}

function diskFull(cause?: unknown): BringupError {
  return new BringupError("DISK_FULL", "the disk of the store is full", {
    hint: `Free ${formatBytes(2_000_000)} or more on the file system of the state directory, then resume.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

function unwritable(why: string, cause: unknown): BringupError {
  return new BringupError("STORE_UNWRITABLE", `the store cannot be written: ${why}`, { cause });
}
