import type { CheckResult } from "../../checks/index.ts";
import type { Snapshot } from "../../session/index.ts";

/** `1 failed, 2 warnings, 41 passed`: the worst first, what is zero left out. */
export function countSentence({ results, state }: Snapshot["checks"]): string {
  if (state === "never") return "Not checked yet.";
  const open = results.filter(({ waived }) => waived === undefined);
  const counts = (["fail", "warn", "unknown", "pass", "skip"] as const).map((status) => {
    const count = open.filter((result) => result.status === status).length;
    return count === 0 ? "" : `${count} ${COUNT_WORDS[status]}`;
  });
  const waived = results.length - open.length;
  const all = [...counts, waived === 0 ? "" : `${waived} waived`].filter((text) => text !== "");
  return `${all.join(", ")}${state === "running" ? ", still running" : ""}.`;
}

const COUNT_WORDS: Readonly<Record<CheckResult["status"], string>> = {
  fail: "failed",
  warn: "with a warning",
  unknown: "unknown",
  pass: "passed",
  skip: "not applicable",
};

/** What stands in the way, failures first. */
export function findings(results: readonly CheckResult[]): readonly CheckResult[] {
  const open = results.filter(({ waived }) => waived === undefined);
  return (["fail", "warn"] as const).flatMap((wanted) =>
    open.filter(({ status }) => status === wanted),
  );
}
