import { formatClock } from "../src/quantity/index.ts";
import type { ChecksSlice } from "../src/session/index.ts";
import type { TagName } from "./components/tag.ts";
import { oncePer } from "./once-per.ts";

type Result = ChecksSlice["results"][number];

export const CHECK_TAGS: Readonly<Record<Result["status"], TagName>> = {
  pass: "ok",
  warn: "warn",
  fail: "fail",
  skip: "off",
  unknown: "unknown",
};

/**
 * `1 failed, 2 warnings, 41 passed, 3 skipped   at 12:41:07`: the worst first, what is zero left
 * out, and the time too where there is no room for it.
 */
export function countLine(slice: ChecksSlice, width: number): string {
  const { state, results, atMs, done, total } = slice;
  if (state === "never") return "not run yet";
  const count = countsOf(results);
  const parts = [
    [count.fail, "failed"],
    [count.warn, count.warn === 1 ? "warning" : "warnings"],
    [count.unknown, "unknown"],
    [count.pass, "passed"],
    [count.skip, "skipped"],
    [count.waived, "waived"],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  if (state === "running") return [`${done} of ${total} done`, ...words].join(", ");
  const counts = words.join(", ");
  const whole = atMs === null ? counts : `${counts}   at ${formatClock(atMs)}`;
  return whole.length <= width ? whole : counts;
}

const countsOf = oncePer((results: readonly Result[]) => {
  const count = { fail: 0, warn: 0, unknown: 0, pass: 0, skip: 0, waived: 0 };
  for (const { status, waived } of results) count[waived === undefined ? status : "waived"] += 1;
  return count;
});

/** What the person must see first stands first; within a kind the order of the list stays. */
export const sortedResults = oncePer((results: readonly Result[]): readonly Result[] => {
  const rank = { fail: 0, warn: 1, unknown: 2, pass: 3, skip: 4 } as const;
  const weight = ({ status, waived }: Result) => (waived === undefined ? rank[status] : 3);
  return results
    .map((result, index) => ({ result, index }))
    .sort((one, other) => weight(one.result) - weight(other.result) || one.index - other.index)
    .map(({ result }) => result);
});

export function observedText(result: Result): string {
  const waived = result.waived === undefined ? "" : `, waived: ${result.waived.reason}`;
  return foundText(result) + waived;
}

function foundText(result: Result): string {
  const isShort = result.status === "warn" || result.status === "fail";
  const wanted = isShort && result.expected !== "" ? `, wanted ${result.expected}` : "";
  return result.observed + wanted;
}

const STATUS_WORDS: Readonly<Record<Result["status"], string>> = {
  pass: "pass ok",
  warn: "warn warning",
  fail: "fail failed",
  skip: "skip skipped",
  unknown: "unknown ??",
};

/** Every typed word has to be in the title, the id, the state, or the moment of a check. */
export function matchesFilter(
  { title, id, status, when, waived }: Result,
  filter: string,
): boolean {
  const state = `${STATUS_WORDS[status]}${waived === undefined ? "" : " waived"}`;
  const text = `${title} ${id} ${state} ${when ?? ""}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Under the list: evidence, why it matters, and what to do. */
export function detailLines(result: Result): readonly string[] {
  const { waived } = result;
  const why = "why" in result && result.why !== undefined ? [result.why] : [];
  const remedy = "remedy" in result && result.remedy !== undefined ? [`Do: ${result.remedy}`] : [];
  const evidence = "evidence" in result ? (result.evidence ?? []) : [];
  return [
    `${result.title}: ${foundText(result)}`,
    ...(waived === undefined ? [] : [`Waived: ${waived.reason}`]),
    ...why,
    ...remedy,
    ...evidence,
    ruleLine(result),
  ];
}

/** `Rule: 100 GB before a cluster, can block it. Palette Edge, ... (hardware.main-drive)`. */
function ruleLine({ id, source, when, severity, threshold }: Result): string {
  const from = `${source} (${id})`;
  if (when === undefined || threshold === undefined) return `Rule: ${from}`;
  const worst = severity === "block" ? "can block a cluster" : "only warns";
  return `Rule: ${threshold}, ${when}; ${worst}. ${from}`;
}
