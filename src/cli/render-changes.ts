import type { EngineEvent } from "../session/index.ts";
import type { Output } from "./output.ts";
import { createRunPrinter } from "./render-run.ts";
import { conditionMark, registrationText } from "./render-status.ts";

/** One line per change worth a line; what has no words here is not repeated. */
export function createChangePrinter(out: Output): (event: EngineEvent) => void {
  const printRun = createRunPrinter(out);
  const shown = new Map<string, string>();
  const lineOnce = (subject: string, text: string) => {
    if (shown.get(subject) === text) return;
    shown.set(subject, text);
    out.line(text);
  };
  return (event) => {
    if (event.slice === "run" && event.value !== null) printRun(event.value);
    if (event.slice === "registration") {
      lineOnce("registration", `Registration ${registrationText(event.value)}`);
    }
    if (event.slice === "engine") lineOnce("link", `Agent ${event.value.link}`);
    if (event.slice !== "conditions") return;
    for (const condition of event.value) {
      const { type, reason, message } = condition;
      lineOnce(type, `${out.mark(conditionMark(condition))} ${type} ${reason}: ${message}`);
    }
  };
}
