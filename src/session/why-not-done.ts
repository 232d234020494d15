import type { Issue } from "../spec/index.ts";
import type { Answer } from "./commands.ts";

/** Pure. The first thing that is wrong with what was asked, as a person reads it. */
export function wrongIn(issues: readonly Issue[]): {
  readonly text: string;
  readonly hint: string;
} {
  const issue = issues.find(({ severity }) => severity === "error") ?? issues[0];
  if (issue === undefined) return { text: "It could not be planned", hint: "" };
  return { text: `${issue.path} ${issue.message}`.trim(), hint: issue.hint };
}

/** Pure. What kept it from being done, and what helps; `undefined`: nothing did. */
export function whyNotDone(answer: Answer): string | undefined {
  if (answer.is === "refused") return told(answer.error.message, answer.error.hint);
  if (answer.is !== "invalid") return undefined;
  const { text, hint } = wrongIn(answer.issues);
  return told(text, hint);
}

const told = (text: string, hint: string): string =>
  `${text}${/[.?:]$/.test(text) ? "" : "."} ${hint}`.trim();
