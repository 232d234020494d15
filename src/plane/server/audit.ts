import type { DatabaseSync } from "node:sqlite";

/** Who decided what: kept for good, never a secret in it. */
export interface AuditEntry {
  readonly atMs: number;
  /** The operator's name; `cli:` and a user for the command line; `program` for an embedding one. */
  readonly actor: string;
  readonly action: AuditAction;
  /** What it was done to: an edge ID, the id of a token, the name of an operator. */
  readonly subject: string;
  readonly detail: string;
}

export type AuditAction =
  | "host-approved"
  | "host-rejected"
  | "host-deleted"
  | "host-revoked"
  | "host-expected"
  | "host-forgotten"
  | "inventory-asked"
  | "desired-assigned"
  | "token-created"
  | "token-revoked"
  | "operator-set"
  | "operator-removed"
  | "link-created"
  | "signed-in"
  | "sign-in-refused"
  | "signed-out";

export interface Audit {
  add(entry: AuditEntry): void;
  /** Newest first. */
  newest(count: number): readonly AuditEntry[];
}

export function createAudit(db: DatabaseSync): Audit {
  const insert = db.prepare(
    "INSERT INTO audit (at_ms, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
  );
  const newest = db.prepare("SELECT * FROM audit ORDER BY seq DESC LIMIT ?");
  return {
    add({ atMs, actor, action, subject, detail }) {
      insert.run(atMs, actor, action, subject.slice(0, 200), detail.slice(0, 500));
    },
    newest: (count) =>
      newest.all(count).map((row) => ({
        atMs: Number(row.at_ms),
        actor: String(row.actor),
        action: String(row.action) as AuditAction,
        subject: String(row.subject),
        detail: String(row.detail),
      })),
  };
}
