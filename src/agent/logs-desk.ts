import type { HostView } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  type FollowedLog,
  findLog,
  followLog,
  type LogEntry,
  logSources,
  type Matcher,
  parseFilter,
  readRing,
} from "../logs/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { SecretVault } from "../store/index.ts";

/** Reads the logs of the host for consoles, while they ask. No line of them is ever stored. */
export interface LogsDesk {
  list(): Promise<Answer>;
  read(command: Extract<Command, { do: "read-log" }>): Promise<Answer>;
  close(): Promise<void>;
}

export interface LogsDeskParts {
  readonly host: HostView;
  /** Values that may stand in no line. */
  secrets(): Promise<readonly string[]>;
}

/** A log that nobody has asked about for so long is closed. */
const IDLE_MS = 15_000;
const MOST_OPEN = 4;
/** Of those that were there before. */
const FIRST_LINES = 1000;
const MOST_ROWS = 1000;

interface OpenLog {
  readonly id: string;
  /** Of this opening: a cursor of another one means nothing here. */
  readonly opening: number;
  readonly log: FollowedLog;
  askedMs: number;
  stopIdle: () => void;
}

export function createLogsDesk({ host, secrets }: LogsDeskParts): LogsDesk {
  const open = new Map<string, OpenLog>();
  const closing = new Set<Promise<void>>();
  let entries: readonly LogEntry[] = [];
  let openings = 0;

  async function entryOf(id: string): Promise<LogEntry> {
    const known = entries.find((entry) => entry.id === id);
    if (known !== undefined) return known;
    entries = await logSources(host);
    const found = findLog(entries, id);
    if (found !== undefined) return found;
    const hint = `There are: ${entries.map((entry) => entry.id).join(", ") || "none"}.`;
    throw new BringupError("USAGE", `there is no log "${id.slice(0, 60)}" here`, { hint });
  }

  function close(old: OpenLog): void {
    old.stopIdle();
    open.delete(old.id);
    const gone = old.log.close().finally(() => closing.delete(gone));
    closing.add(gone);
  }

  function opened({ id, source }: LogEntry): OpenLog {
    const before = open.get(id);
    if (before !== undefined && before.log.ended === undefined) return asked(before);
    // One that ended may be there again by now, but is not opened anew at every question.
    if (before !== undefined && host.clock.monotonicMs() - before.askedMs < 1000) return before;
    if (before !== undefined) close(before);
    const all = [...open.values()].sort((one, other) => one.askedMs - other.askedMs);
    if (all.length >= MOST_OPEN && all[0] !== undefined) close(all[0]);
    openings += 1;
    const log = followLog(host, source, { lines: FIRST_LINES });
    const fresh = { id, opening: openings, log, askedMs: 0, stopIdle: () => {} };
    open.set(id, fresh);
    return asked(fresh);
  }

  function asked(log: OpenLog): OpenLog {
    log.stopIdle();
    log.askedMs = host.clock.monotonicMs();
    log.stopIdle = host.clock.after(IDLE_MS, () => close(log));
    return log;
  }

  return {
    async list() {
      entries = await logSources(host);
      return { is: "logs", logs: entries };
    },
    async read({ log: id, after, max, filter = "", priority }) {
      const matches = matcherOf(filter);
      const { log, opening } = opened(await entryOf(id));
      await log.ready;
      const [before, seq] = (after ?? "").split(".").map(Number);
      const isSame = before === opening && seq !== undefined && Number.isFinite(seq);
      const { rows, missed, newest } = readRing(log.ring, {
        max: Math.max(1, Math.min(max, MOST_ROWS)),
        values: await secrets(),
        ...(isSame ? { after: seq } : {}),
        ...(matches === undefined ? {} : { matches }),
        ...(priority === undefined ? {} : { priority }),
      });
      const ended = log.ended === undefined ? {} : { ended: log.ended };
      const cursor = `${opening}.${newest}`;
      return { is: "log", page: { rows, missed, cursor, isAnew: !isSame, ...ended } };
    },
    async close() {
      for (const each of [...open.values()]) close(each);
      await Promise.all(closing);
    },
  };
}

/** What is secret at the moment: it is masked wherever a log has it. */
export async function valuesIn({ names, read }: SecretVault): Promise<readonly string[]> {
  const values = await Promise.all(names().map((name) => read(name)));
  return values.flatMap((value) => value?.trim() || []);
}

function matcherOf(filter: string): Matcher | undefined {
  if (filter === "") return undefined;
  const parsed = parseFilter(filter);
  if (parsed.is === "filter") return parsed.matches;
  const hint = "Words as they stand, or /a pattern/ of letters . [] ^ $ | () * + ? {2,5}.";
  throw new BringupError("USAGE", `the filter is not understood: ${parsed.why}`, { hint });
}
