import type { EngineEvent, SliceName, Snapshot } from "../session/index.ts";
import { sanitize } from "../text/index.ts";
import type { Output } from "./output.ts";
import { createRunPrinter } from "./render-run.ts";
import { conditionMark, registrationText } from "./render-status.ts";

/** One line per change worth a line; `said` is what the reader already knows. */
export function createChangePrinter(out: Output, said: Snapshot): (event: EngineEvent) => void {
  const printRun = createRunPrinter(out);
  const shown = new Map<string, string>();
  const isNews = ({ subject, text }: Change): boolean => {
    const now = withoutTimes(text);
    const was = shown.get(subject);
    shown.set(subject, now);
    return was !== now;
  };
  for (const slice of ["registration", "engine", "conditions"] as const)
    for (const change of changesOf({ slice, value: said[slice] } as EngineEvent, out))
      isNews(change);
  let lastSeq = said.activity[0]?.seq ?? 0;
  const printStoreNews = (entries: Snapshot["activity"]) => {
    const fresh = entries.filter(({ seq }) => seq > lastSeq).toReversed();
    lastSeq = fresh.at(-1)?.seq ?? lastSeq;
    for (const { subject, level, message } of fresh)
      if (subject === "datastore") out.line(`${out.mark(LEVELS[level])} ${sanitize(message)}`);
  };
  return (event) => {
    if (event.slice === "run" && event.value !== null) printRun(event.value);
    if (event.slice === "activity") printStoreNews(event.value);
    for (const change of changesOf(event, out).filter(isNews)) out.line(change.text);
  };
}

const LEVELS = { info: "none", warn: "warn", error: "fail" } as const;

/** For programs: every event in which more than a measured time is otherwise. */
export function createEventPrinter(out: Output, said: Snapshot): (event: EngineEvent) => void {
  const shown = new Map(SLICES.map((slice) => [slice, withoutMeasured(said[slice])]));
  return (event) => {
    const now = withoutMeasured(event.value);
    if (shown.get(event.slice) === now) return;
    shown.set(event.slice, now);
    out.object(event);
  };
}

/** Slices that are made anew with every look, and whose news is not that there was one. */
const SLICES: readonly SliceName[] = ["cluster", "stores"];
const MEASURED: ReadonlySet<string> = new Set([
  ...["atMs", "seenMs", "sinceMs", "leaderlessSinceMs"],
  ...["latencyMs", "roundTripMs", "lag", "sizeBytes"],
]);

function withoutMeasured(value: unknown): string | undefined {
  return JSON.stringify(value, (key, inner) => (MEASURED.has(key) ? undefined : inner));
}

interface Change {
  readonly subject: string;
  readonly text: string;
}

/** What has no words here is not told. */
function changesOf(event: EngineEvent, out: Output): readonly Change[] {
  if (event.slice === "registration")
    return [{ subject: event.slice, text: `Registration ${registrationText(event.value)}` }];
  if (event.slice === "engine") return [{ subject: "link", text: `Agent ${event.value.link}` }];
  if (event.slice !== "conditions") return [];
  return event.value.map((condition) => {
    const { type, reason, message } = condition;
    return {
      subject: type,
      text: `${out.mark(conditionMark(condition))} ${type} ${reason}: ${message}`,
    };
  });
}

/** A measured or remaining time changes with every look, and is no news by itself. */
const withoutTimes = (text: string): string =>
  text.replace(/\b\d+(\.\d+)? (ms|s|min|h|d)\b|\b\d+:\d\d\b/g, "");
