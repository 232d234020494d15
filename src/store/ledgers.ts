import type { DatabaseSync } from "node:sqlite";
import type { ActivityRing, DurableState, StatusHistory } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { Reader } from "./reader.ts";
import { activityOf, conditionOf, jsonOf } from "./records.ts";
import type { Writer } from "./writer.ts";

/** Rows kept of the history. */
const KEPT_ROWS = 10_000;
const KEPT_ACTIVITY = 1000;

interface Parts {
  readonly db: DatabaseSync;
  readonly reader: Reader;
  readonly writer: Writer;
}

/** Rebuildable, so on a full disk it is the first to give way: nothing is kept then. */
export function createHistory({ db, reader, writer }: Parts): StatusHistory {
  return {
    append(condition) {
      if (writer.access().is === "read-only") return;
      try {
        writer.write("begin", () => {
          const { lastInsertRowid } = db
            .prepare("INSERT INTO history (entry) VALUES (?)")
            .run(JSON.stringify(condition));
          db.prepare("DELETE FROM history WHERE seq <= ?").run(Number(lastInsertRowid) - KEPT_ROWS);
        });
      } catch (thrown) {
        if (!(thrown instanceof BringupError) || thrown.code !== "DISK_FULL") throw thrown;
      }
    },
    list(limit) {
      const rows = reader.rows("SELECT * FROM history ORDER BY seq DESC LIMIT ?", limit);
      return reader.parsed(rows, "status record", conditionOf);
    },
  };
}

const HAS_ACTIVITY = "SELECT 1 FROM sqlite_master WHERE name = 'activity'";

/** On a full disk nothing is kept, as with the history; whoever appends is told. */
export function createActivity({ db, reader, writer }: Parts): ActivityRing {
  return {
    append(entries) {
      writer.write("begin", () => {
        const put = db.prepare("INSERT OR REPLACE INTO activity (seq, entry) VALUES (?, ?)");
        for (const { seq, ...entry } of entries) put.run(seq, JSON.stringify(entry));
        const newest = Math.max(0, ...entries.map(({ seq }) => seq));
        db.prepare("DELETE FROM activity WHERE seq <= ?").run(newest - KEPT_ACTIVITY);
      });
    },
    list(limit) {
      // Only looked at, a file of an older program is not brought up to date.
      if (reader.rows(HAS_ACTIVITY).length === 0) return [];
      const rows = reader.rows("SELECT * FROM activity ORDER BY seq DESC LIMIT ?", limit);
      return reader.parsed(rows, "activity entry", activityOf);
    },
  };
}

export function createState({ db, reader, writer }: Parts): DurableState {
  return {
    get(key) {
      const row = reader.rows("SELECT value FROM state WHERE key = ?", key)[0];
      if (row === undefined) return undefined;
      const value = jsonOf(row.value);
      if (value === undefined) reader.problem(`state ${key} is damaged; it counts as absent`);
      return value;
    },
    set(key, value) {
      writer.write("end", () => {
        if (value === undefined) db.prepare("DELETE FROM state WHERE key = ?").run(key);
        else
          db.prepare("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)").run(
            key,
            JSON.stringify(value),
          );
      });
    },
  };
}
