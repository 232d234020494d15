import type { Audit, AuditEntry, Clock } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { type AuditedHost, auditRecord } from "./record.ts";
import type { SyslogRecord } from "./rfc5424.ts";

/** Where the audit goes besides the ledger. */
export interface AuditSink {
  /** As a person finds it: a path, `syslog`. */
  readonly name: string;
  write(records: readonly SyslogRecord[]): Promise<void>;
}

export interface TrailParts {
  /** The store's: what is in it is durable and was never lost. */
  readonly ledger: Audit;
  readonly sinks: readonly AuditSink[];
  readonly processId: number;
  host(): AuditedHost;
  /** One sentence for the activity. */
  say(level: "info" | "warn", message: string): void;
}

/** The ledger of the store, told on to files and syslog. */
export interface AuditTrail extends Audit {
  /** Waits until what waits is written, not longer than `timeoutMs`. */
  flush(clock: Pick<Clock, "sleep">, timeoutMs: number): Promise<void>;
}

/** Of what a sink did not take; the oldest goes first, the ledger has them all. */
const MOST_WAITING = 1000;

/** Writing on waits for nobody and fails nobody: the change that is recorded goes on either way. */
export function createAuditTrail(parts: TrailParts): AuditTrail {
  const { ledger, processId, host } = parts;
  const outlets = parts.sinks.map((sink) => createOutlet(sink, parts.say));
  return {
    list: ledger.list,
    append(entry: AuditEntry) {
      ledger.append(entry);
      const record = auditRecord(entry, host(), processId);
      for (const outlet of outlets) outlet.put(record);
    },
    async flush(clock, timeoutMs) {
      const enough = new AbortController();
      const late = clock.sleep(timeoutMs, enough.signal).catch(() => undefined);
      try {
        await Promise.race([Promise.all(outlets.map(({ settled }) => settled())), late]);
      } finally {
        enough.abort();
      }
    },
  };
}

/** One sink with its queue: one write at a time, trouble said once, tried again with the next record. */
function createOutlet({ name, write }: AuditSink, say: TrailParts["say"]) {
  let waiting: readonly SyslogRecord[] = [];
  /** Of the last trouble: records that no longer wait. */
  let lost = 0;
  let isFailing = false;
  let writing: Promise<void> | undefined;

  function queue(records: readonly SyslogRecord[]): void {
    lost += Math.max(0, records.length - MOST_WAITING);
    waiting = records.slice(-MOST_WAITING);
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch);
      } catch (thrown) {
        queue([...batch, ...waiting]);
        return failed(thrown);
      }
      if (isFailing) say("info", `${name} takes the audit again${lossText(lost)}`);
      isFailing = false;
      lost = 0;
    }
  }

  function failed(thrown: unknown): void {
    if (!isFailing) {
      const why = errorView(thrown).message;
      say("warn", `${name} does not take the audit: ${why}; the ledger of the store goes on`);
    }
    isFailing = true;
  }

  return {
    put(record: SyslogRecord) {
      queue([...waiting, record]);
      writing ??= drain().finally(() => {
        writing = undefined;
      });
    },
    settled: async () => writing,
  };
}

const lossText = (lost: number): string =>
  lost === 0 ? "" : `; ${lost} records are in the ledger alone`;
