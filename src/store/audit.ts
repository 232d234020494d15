import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Audit, AuditVerdict } from "../engine/index.ts";
import type { Reader, Row } from "./reader.ts";
import { auditEntryOf } from "./records.ts";
import type { Writer } from "./writer.ts";

/** The oldest make room; a file of syslog has them for longer. */
const KEPT_ROWS = 10_000;

interface Parts {
  readonly db: DatabaseSync;
  readonly reader: Reader;
  readonly writer: Writer;
}

/** Who changed what. Each row holds a digest of itself and of the row before, so that an edit shows. */
export function createAudit({ db, reader, writer }: Parts): Audit {
  return {
    append(entry) {
      writer.write("end", () => {
        const before = db.prepare(LAST_LINK).get();
        const text = JSON.stringify(entry);
        const { lastInsertRowid } = db
          .prepare("INSERT INTO audit (at_ms, entry) VALUES (?, ?)")
          .run(entry.atMs, text);
        const seq = Number(lastInsertRowid);
        const link = linkOf(textOf(before?.link), { seq, at_ms: entry.atMs, entry: text });
        db.prepare("UPDATE audit SET link = ? WHERE seq = ?").run(link, seq);
        db.prepare("DELETE FROM audit WHERE seq <= ?").run(seq - KEPT_ROWS);
      });
    },
    list(limit) {
      const rows = reader.rows("SELECT * FROM audit ORDER BY seq DESC LIMIT ?", limit);
      return reader.parsed(rows, "audit entry", auditEntryOf);
    },
  };
}

const LAST_LINK = "SELECT link FROM audit WHERE link IS NOT NULL ORDER BY seq DESC LIMIT 1";
/** Kept by SQLite itself: the highest number that was ever given away. */
const LAST_SEQ = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";

/**
 * Whether the rows are those that were written: shows a row that was edited, taken out or put in by
 * hand. Whoever can write the file can also make a new chain; against that the last digest helps,
 * written down elsewhere.
 */
export function verifyAudit({ reader }: Pick<Parts, "reader">): AuditVerdict {
  const rows = reader.rows("SELECT * FROM audit ORDER BY seq");
  let before: { readonly seq: number; readonly link: string } | undefined;
  let chained = 0;
  for (const [index, row] of rows.entries()) {
    const seq = Number(row.seq);
    const last = Number(rows[index - 1]?.seq ?? seq - 1);
    if (seq !== last + 1) return { is: "broken", seq, why: "the entry before it is missing" };
    const link = textOf(row.link);
    // Written by a program that knew of no chain, before the first link or beside one.
    if (link === undefined) continue;
    // The one before the oldest has made room: its link can be believed only.
    const isAnchor = before === undefined && seq > 1;
    if (!isAnchor && link !== linkOf(before?.link, row))
      return { is: "broken", seq, why: "it is not as it was written" };
    before = { seq, link };
    chained += 1;
  }
  const lastGiven = Number(reader.rows(LAST_SEQ)[0]?.seq ?? 0);
  const lastSeen = Number(rows.at(-1)?.seq ?? 0);
  if (lastSeen < lastGiven)
    return { is: "broken", seq: lastGiven, why: "the newest entries are missing" };
  if (rows.length < Math.min(lastGiven, KEPT_ROWS))
    return { is: "broken", seq: 1, why: "the oldest entries are missing" };
  const head = before === undefined ? {} : { head: before.link };
  return { is: "whole", entries: rows.length, chained, ...head };
}

function linkOf(before: string | undefined, { seq, at_ms, entry }: Row): string {
  return createHash("sha256")
    .update(`${before ?? ""}\n${seq}\n${at_ms}\n${entry}`)
    .digest("hex");
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
