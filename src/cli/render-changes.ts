import type { EngineEvent, Snapshot } from "../session/index.ts";
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
  return (event) => {
    if (event.slice === "run" && event.value !== null) printRun(event.value);
    for (const change of changesOf(event, out).filter(isNews)) out.line(change.text);
  };
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
