import type { Issue } from "../spec/index.ts";

/** One line each, as editors and people read them: place, what, what to do. */
export async function printIssues(
  issues: readonly Issue[],
  name: string,
  print: (line: string) => void,
): Promise<void> {
  const { formatIssue } = await import("../spec/index.ts");
  for (const issue of issues) print(formatIssue(issue, name));
}

/** `2 errors, 1 warning`. */
export function countIssues(issues: readonly Issue[]): string {
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const warnings = issues.length - errors;
  return [plural(errors, "error"), plural(warnings, "warning")].filter(Boolean).join(", ");
}

function plural(count: number, word: string): string {
  if (count === 0) return "";
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
