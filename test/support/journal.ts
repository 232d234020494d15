import type { Journal, JournalEntry, JournalRecord } from "../../src/engine/index.ts";
import { PowerCut } from "../../src/host/index.ts";

export interface TestJournal extends Journal {
  /** What survives a power cut: everything that was returned. */
  readonly all: readonly JournalRecord[];
  /** Called before and after each record becomes durable; may throw a `PowerCut`. */
  onRecord(hook: (phase: "before" | "after", entry: JournalEntry) => void): void;
  /** After a cut nothing can be written until the machine is on again. */
  powerOff(): void;
  powerOn(): void;
}

/** A journal in memory with the promise of the real one: what `append` returned is durable. */
export function createTestJournal(bootId: () => string = () => "boot"): TestJournal {
  const all: JournalRecord[] = [];
  let hook: (phase: "before" | "after", entry: JournalEntry) => void = () => undefined;
  let isOff = false;
  const guarded = <T>(act: () => T): T => {
    if (isOff) throw new PowerCut();
    try {
      return act();
    } catch (thrown) {
      if (thrown instanceof PowerCut) isOff = true;
      throw thrown;
    }
  };
  const journal: TestJournal = {
    all,
    append(runId, entry) {
      guarded(() => hook("before", entry));
      const plain = JSON.parse(JSON.stringify(entry)) as JournalEntry;
      const record: JournalRecord = {
        ...plain,
        seq: all.length + 1,
        runId,
        atMs: 0,
        bootId: bootId(),
      };
      all.push(record);
      guarded(() => hook("after", entry));
      return record;
    },
    records: (runId) => all.filter((record) => record.runId === runId),
    runs: () => [...new Set(all.map((record) => record.runId))].reverse(),
    openRun() {
      return journal
        .runs()
        .find(
          (runId) => !all.some((record) => record.runId === runId && record.type === "run-ended"),
        );
    },
    onRecord(next) {
      hook = next;
    },
    powerOff() {
      isOff = true;
    },
    powerOn() {
      isOff = false;
    },
  };
  return journal;
}
