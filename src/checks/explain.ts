import type { Check } from "./check.ts";
import { JUDGED_ELSEWHERE } from "./elsewhere.ts";
import { type CheckMoment, FEATURE_WORDS, MOMENTS, type Severity } from "./rule.ts";

/** One row of the page that says what a host is held to. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly when: CheckMoment;
  readonly severity: Severity;
  readonly threshold: string;
  readonly source: string;
  /** `only for Trusted Boot`; empty: for every host. */
  readonly only: string;
}

/** What a host is held to, by the moment at which it matters; within one, in the order of the list. */
export function explain(checks: readonly Check[]): readonly Explanation[] {
  const rows = checks.map((check) => {
    const { id, title, source, when = "at any time", severity = "warn", threshold = "" } = check;
    const only = check.feature === undefined ? "" : `only for ${FEATURE_WORDS[check.feature]}`;
    return { id, title, when, severity, threshold, source, only };
  });
  return MOMENTS.flatMap((moment) => rows.filter(({ when }) => when === moment));
}

/** The same as a page of documentation. */
export function explanationPage(rows: readonly Explanation[]): string {
  const lines = MOMENTS.flatMap((moment) => [
    "",
    `## Matters ${moment}`,
    "",
    "| check | wanted | worst | from |",
    "|---|---|---|---|",
    ...rows.filter(({ when }) => when === moment).map(pageRow),
  ]);
  return [
    "# What a host is held to",
    "",
    "Written by the build from the table of the checks. `bringup check --explain` says the same.",
    ...lines,
    "",
    "## Judged elsewhere",
    "",
    "| what | where |",
    "|---|---|",
    ...JUDGED_ELSEWHERE.map(({ what, where }) => `| ${what} | ${where} |`),
    "",
  ].join("\n");
}

function pageRow({ id, title, threshold, severity, source, only }: Explanation): string {
  const wanted = only === "" ? threshold : `${threshold} (${only})`;
  const worst = severity === "block" ? "blocks a cluster" : "warns";
  return `| ${title}, \`${id}\` | ${wanted} | ${worst} | ${source} |`;
}
