import { supportOf } from "./calendar.ts";
import { isBefore, numbersOf } from "./holds.ts";
import type { Combination, Finding, JudgeRules, VersionRange } from "./shape.ts";

type VersionFinding = Omit<Finding, "about" | "source">;

/** An old version is a warning and never more: it may be the only one a site can have today. */
export function judgeVersion({ version }: Combination, rules: JudgeRules): readonly Finding[] {
  if (version === undefined) return [];
  const { matrix, calendar } = rules;
  const listed = { about: "version", source: matrix.versions.source } as const;
  const upstream = { about: "version", source: `${calendar.source}, ${calendar.asOf}` } as const;
  return [
    ...inRange(version, matrix.versions, matrix.title).map((one) => ({ ...one, ...listed })),
    ...supported(version, rules).map((one) => ({ ...one, ...upstream })),
  ];
}

function inRange(version: string, range: VersionRange, title: string): readonly VersionFinding[] {
  if (isListed(version, range))
    return [
      { verdict: "ok", rule: "version", message: `${title} ${version} was published`, hint: "" },
    ];
  return [
    {
      verdict: "warning",
      rule: "version",
      message: `${title} ${version} is not among the versions published for Edge`,
      hint: `Published: ${range.from} to ${range.to}.`,
    },
  ];
}

export function isListed(version: string, { from, to, patches }: VersionRange): boolean {
  if (isBefore(version, from) || isBefore(to, version)) return false;
  if (patches === undefined) return true;
  const [, , patch] = numbersOf(version);
  return patches[minorOf(version)]?.includes(patch) === true;
}

/** `v1.35.3+x1` gives `1.35`. */
export function minorOf(version: string): string {
  const [major, minor] = numbersOf(version);
  return `${major}.${minor}`;
}

function supported(version: string, { calendar, nowMs }: JudgeRules): readonly VersionFinding[] {
  const minor = minorOf(version);
  const support = supportOf(minor, calendar, nowMs);
  const rule = "version.support";
  switch (support.is) {
    case "ended":
      return [
        {
          verdict: "warning",
          rule,
          message: `Kubernetes ${minor} reached its upstream end of life on ${support.untilDay}`,
          hint: "Plan an upgrade, one minor at a time.",
        },
      ];
    case "older":
    case "newer":
      return [
        {
          verdict: "warning",
          rule,
          message: `Kubernetes ${minor} is ${support.is} than the calendar of ${calendar.asOf}`,
          hint: "Look up whether it is still supported.",
        },
      ];
    default: {
      const until = `Kubernetes ${minor} is supported upstream until ${support.untilDay}`;
      const message = support.is === "supported" ? until : `${until}, for security alone`;
      return [{ verdict: "ok", rule, message, hint: "" }];
    }
  }
}
