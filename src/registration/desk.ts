import { type Clock, canonicalJson } from "../engine/index.ts";
import {
  changed,
  keepRecord,
  loadRecord,
  type RecordChange,
  type RegistrationMemory,
  type RegistrationRecord,
} from "./record.ts";
import { type Moment, stateOf, viewOf } from "./show.ts";
import type { RegistrationView } from "./view.ts";

/** The one place where the record changes: kept first, shown second. */
export interface Desk {
  record(): RegistrationRecord;
  keep(change: RecordChange): void;
  /** Revision that was verified since the start and handed over; `undefined`: none. */
  inForce(): number | undefined;
  /** What is not kept. */
  note(change: Partial<Moment>): void;
  view(): RegistrationView;
}

export interface DeskOptions {
  readonly memory: RegistrationMemory;
  readonly clock: Clock;
  onChange(view: RegistrationView): void;
}

export function createDesk({ memory, clock, onChange }: DeskOptions): Desk {
  let current = loadRecord(memory);
  let moment: Moment = { isAsking: false };
  const startedMs = clock.nowMs();
  const view = () => viewOf(current, moment, current.shown?.sinceMs ?? startedMs);
  let told = canonicalJson(view());

  function publish(): void {
    const now = view();
    const text = canonicalJson(now);
    if (text === told) return;
    told = text;
    onChange(now);
  }

  return {
    record: () => current,
    inForce: () => moment.inForce,
    view,
    keep(change) {
      const next = changed(current, change);
      const state = stateOf(next);
      const isNew = next.shown?.state !== state;
      current = isNew ? { ...next, shown: { state, sinceMs: clock.nowMs() } } : next;
      keepRecord(memory, current);
      publish();
    },
    note(change) {
      moment = { ...moment, ...change };
      publish();
    },
  };
}
