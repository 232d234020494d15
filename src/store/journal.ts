import type { DatabaseSync } from "node:sqlite";
import type { Clock, Journal, JournalEntry, JournalRecord } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { Reader } from "./reader.ts";
import { journalRecordOf } from "./records.ts";
import type { Weight, Writer } from "./writer.ts";

/** Runs kept with all their records. */
const KEPT_RUNS = 64;

const OPEN_RUN = `SELECT run_id FROM journal AS approved WHERE type = 'run-approved' AND NOT EXISTS
  (SELECT 1 FROM journal WHERE run_id = approved.run_id AND type = 'run-ended')
  ORDER BY seq DESC LIMIT 1`;
const RUNS = "SELECT run_id FROM journal GROUP BY run_id ORDER BY MIN(seq) DESC LIMIT ?";
const OLD_RUNS = `DELETE FROM journal WHERE run_id IN
  (SELECT run_id FROM journal GROUP BY run_id ORDER BY MIN(seq) DESC LIMIT -1 OFFSET ?)`;

export interface JournalParts {
  readonly db: DatabaseSync;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly clock: Pick<Clock, "nowMs">;
  readonly bootId: string;
}

export function createJournal({ db, reader, writer, clock, bootId }: JournalParts): Journal {
  const openRun = () => {
    const runId = reader.rows(OPEN_RUN)[0]?.run_id;
    return typeof runId === "string" ? runId : undefined;
  };
  const records = rememberingLast(db, (runId) => {
    const rows = reader.rows("SELECT * FROM journal WHERE run_id = ? ORDER BY seq", runId);
    return reader.parsed(rows, "journal record", journalRecordOf);
  });
  return {
    append(runId, entry) {
      const atMs = clock.nowMs();
      const seq = writer.write(weightOf(entry), () => {
        refuseOutOfTurn(runId, entry, openRun());
        const seq = insert(db, [runId, atMs, bootId, entry.type, JSON.stringify(entry)]);
        if (entry.type === "run-ended") db.prepare(OLD_RUNS).run(KEPT_RUNS);
        return seq;
      });
      const record: JournalRecord = { ...entry, seq, runId, atMs, bootId };
      records.appended(record);
      return record;
    },
    records: records.of,
    runs: (limit = KEPT_RUNS) =>
      reader
        .rows(RUNS, limit)
        .flatMap(({ run_id }) => (typeof run_id === "string" ? [run_id] : [])),
    openRun,
  };
}

type Values = readonly [runId: string, atMs: number, bootId: string, type: string, entry: string];

function insert(db: DatabaseSync, values: Values): number {
  const { lastInsertRowid } = db
    .prepare("INSERT INTO journal (run_id, at_ms, boot_id, type, entry) VALUES (?, ?, ?, ?, ?)")
    .run(...values);
  return Number(lastInsertRowid);
}

/** What leads to an effect on the host is not begun on a full disk. */
function weightOf({ type }: JournalEntry): Weight {
  const begins = ["run-approved", "run-resumed", "step-started", "step-captured"].includes(type);
  return begins ? "begin" : "end";
}

/** One run at a time, approved first, ended last. */
function refuseOutOfTurn(runId: string, entry: JournalEntry, open: string | undefined): void {
  if (entry.type === "run-approved") {
    if (open !== undefined) throw new BringupError("RUN_ACTIVE", `run ${open} has not ended`);
    return;
  }
  if (open !== runId) throw new BringupError("RUN_NOT_ACTIVE", `run ${runId} is not in progress`);
}

/** The records of the run last asked for: a run in progress asks at every tick. */
function rememberingLast(db: DatabaseSync, read: (runId: string) => readonly JournalRecord[]) {
  let last: { runId: string; version: unknown; records: readonly JournalRecord[] } | undefined;
  // Changes when another connection has written, for example another process.
  const version = db.prepare("PRAGMA data_version");
  const current = () => version.get()?.data_version;
  return {
    of(runId: string): readonly JournalRecord[] {
      const now = current();
      if (last?.runId === runId && last.version === now) return last.records;
      last = { runId, version: now, records: read(runId) };
      return last.records;
    },
    appended(record: JournalRecord): void {
      if (last?.runId === record.runId) last = { ...last, records: [...last.records, record] };
    },
  };
}
