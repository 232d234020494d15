import type { Issue } from "../spec/index.ts";
import { countOf } from "./words.ts";

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
  const counts = [
    errors > 0 && countOf(errors, "error"),
    warnings > 0 && countOf(warnings, "warning"),
  ];
  return counts.filter((count) => count !== false).join(", ");
}
