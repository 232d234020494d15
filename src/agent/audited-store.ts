import { join } from "node:path";
import { type AuditTrail, auditLogFile, createAuditTrail, syslogSink } from "../audit/index.ts";
import type {
  Actor,
  Audit,
  AuditEntry,
  Clock,
  HostIO,
  Journal,
  JournalEntry,
} from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { redact } from "../secrets/index.ts";
import type { FileStore } from "../store/index.ts";
import { sanitize, truncate } from "../text/index.ts";
import type { Board } from "./board.ts";

/** Beside the logs of the host; `bringup audit` shows the same from the store. */
export const AUDIT_LOG = "/var/log/bringup-audit.log";
/** How long the end of this process waits for a disk that hangs, milliseconds. */
const FLUSH_MS = 2000;
const LONGEST_SUBJECT = 300;
const LONGEST_DETAIL = 1000;

/** Who ended or paused a run that no person ended or paused. */
const AGENT: Actor = { user: "agent", from: "agent" };

export interface AuditedStoreParts {
  readonly board: Board;
  readonly host: HostIO;
  readonly clock: Clock;
  /** Folder that is `/` for the machine that is brought up. */
  readonly root: string;
}

export interface AuditedStore {
  readonly store: FileStore;
  /** Waits a little for what is not written yet. */
  flush(): Promise<void>;
}

/**
 * The store whose audit goes to the log of the host too, and whose runs leave their turns in it. Who
 * only looks writes no log either.
 */
export function auditedStore(store: FileStore, parts: AuditedStoreParts): AuditedStore {
  const trail = openTrail(store, parts);
  const audit: FileStore["audit"] = {
    list: trail.list,
    append: (entry) =>
      trail.append({
        ...entry,
        actor: {
          user: short(entry.actor.user, LONGEST_SUBJECT),
          from: short(entry.actor.from, LONGEST_SUBJECT),
        },
        subject: short(entry.subject, LONGEST_SUBJECT),
        ...(entry.detail === undefined ? {} : { detail: short(entry.detail, LONGEST_DETAIL) }),
      }),
  };
  const { dir, state, history, activity, problems, verifyAudit, close, notice } = store;
  return {
    store: {
      get access() {
        return store.access;
      },
      ...{ dir, state, history, activity, problems, verifyAudit, close, audit },
      ...(notice === undefined ? {} : { notice }),
      journal: auditedJournal(store.journal, audit, parts),
    },
    flush: () => trail.flush(parts.clock, FLUSH_MS),
  };
}

function openTrail({ audit, access }: FileStore, parts: AuditedStoreParts): AuditTrail {
  const { board, host, root } = parts;
  const log = auditLogFile(join(root, AUDIT_LOG));
  return createAuditTrail({
    ledger: audit,
    sinks: access.is === "read-only" ? [] : [{ ...log, name: AUDIT_LOG }, syslogSink(host)],
    processId: process.pid,
    host() {
      const { edgeId, hostname } = board.snapshot().host;
      return { edgeId: edgeId?.id ?? "", name: hostname };
    },
    say: (level, message) => board.note(level, "agent", message),
  });
}

const short = (text: string, longest: number): string => truncate(sanitize(redact(text)), longest);

/** The turns of a run that somebody took or that nobody took: each becomes a line of the audit. */
function auditedJournal(
  journal: Journal,
  audit: FileStore["audit"],
  { board, clock }: AuditedStoreParts,
): Journal {
  return {
    ...journal,
    append(runId, entry) {
      const record = journal.append(runId, entry);
      const turn = turnOf(entry);
      if (turn === undefined) return record;
      // The journal has it already: the run does not stop because it cannot be said twice.
      try {
        audit.append({ atMs: clock.nowMs(), subject: runId.slice(0, SHOWN_ID), ...turn });
      } catch (thrown) {
        board.note("error", "agent", `not in the audit: ${errorView(thrown).message}`);
      }
      return record;
    },
  };
}

/** Of the ID of a run, as `bringup run list` shows it. */
const SHOWN_ID = 8;

function turnOf(entry: JournalEntry) {
  switch (entry.type) {
    case "run-resumed":
      return { actor: entry.actor, action: "run-resumed" };
    case "run-cancelling": {
      const detail = entry.undo ? "what was done is taken back" : "what was done stays";
      return { actor: entry.actor, action: "run-cancelled", detail };
    }
    case "run-paused":
      return { actor: AGENT, action: "run-paused", detail: entry.why };
    case "run-ended":
      return { actor: AGENT, action: "run-ended", detail: `${entry.outcome}: ${entry.message}` };
    default:
      return undefined;
  }
}

/** Unless a time is given, entries; and as many as fit into one answer. */
const SHOWN_ENTRIES = 200;
const MOST_ENTRIES = 2000;

/** Newest first. */
export function auditSince(audit: Pick<Audit, "list">, sinceMs?: number): readonly AuditEntry[] {
  if (sinceMs === undefined) return audit.list(SHOWN_ENTRIES);
  return audit.list(MOST_ENTRIES).filter(({ atMs }) => atMs >= sinceMs);
}
