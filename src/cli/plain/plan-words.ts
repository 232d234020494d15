import { consequencesOf, type Plan, type PlannedStep } from "../../engine/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { costWord, undoWord } from "../render-plan.ts";
import { countOf } from "../words.ts";

/** A step that usually takes less is not worth saying how long, milliseconds. */
const WORTH_SAYING_MS = 1000;

/** Pure. Each step a sentence and what blocks; the lines of files and what is left out are not here. */
export function planSentences({ steps, skipped, blocked }: Plan): readonly string[] {
  const commitAt = steps.findIndex(({ commit }) => commit);
  return [
    `${countWords(steps)}${skipped.length === 0 ? "" : ` ${skipped.length} left out.`}`,
    ...steps.flatMap((step, index) => [
      ...(index === commitAt ? ["From here on there is no undo, only a new operation."] : []),
      `${String(index + 1).padStart(3)} ${stepWords(step)}`,
      ...consequencesOf(step).map((text) => `    ${text}.`),
    ]),
    ...blocked.map(({ message, hint }) => `Blocked: ${message}. ${hint}`),
  ];
}

function countWords(steps: readonly PlannedStep[]): string {
  if (steps.length === 0) return "No steps.";
  const usualMs = steps.reduce((sum, step) => sum + step.usualMs, 0);
  return `${countOf(steps.length, "step")}, usually ${formatDuration(usualMs)}.`;
}

/** `Start k3s.service. SERVICE UP. Undo by opposite. Usually 3 s.` */
function stepWords(step: PlannedStep): string {
  const undo = undoWord(step);
  const parts = [
    step.title,
    costWord(step),
    undo.slice(0, 1).toUpperCase() + undo.slice(1),
    step.usualMs < WORTH_SAYING_MS ? "" : `Usually ${formatDuration(step.usualMs)}`,
  ];
  return `${parts.filter((part) => part !== "").join(". ")}.`;
}
