import { holds, isBefore } from "./holds.ts";
import { judgeVersion } from "./judge-version.ts";
import { LIMITS } from "./limits.ts";
import type { Axis, Combination, Finding, JudgeRules, Limit, Listed, Matrix } from "./shape.ts";

/**
 * What is known of a combination, one finding to each rule that has something to say. Pure. An axis
 * that is not known is passed over; never empty, since the distribution itself is always one.
 */
export function judge(asked: Combination, rules: JudgeRules): readonly Finding[] {
  const { matrix } = rules;
  const combination = { ...NOT_ASKED_FOR, ...asked };
  return [
    known(matrix),
    ...judgeSystem(combination, matrix),
    ...judgeListed("cni", combination, matrix),
    ...judgeListed("csi", combination, matrix),
    ...judgeArchitecture(combination, matrix),
    ...judgeFips(combination, matrix),
    ...judgeVersion(combination, rules),
    ...[...matrix.limits, ...LIMITS].flatMap((limit) => judgeLimit(limit, combination)),
  ];
}

/** Nobody has these without asking for them. */
const NOT_ASKED_FOR = { twoNode: false, overlay: false } as const;

/** The worst of them; what is only found good is good. */
export function verdictOf(findings: readonly Finding[]): Finding["verdict"] {
  const has = (verdict: Finding["verdict"]) => findings.some((one) => one.verdict === verdict);
  if (has("refused")) return "refused";
  return has("warning") ? "warning" : "ok";
}

function known({ title, label, source }: Matrix): Finding {
  const message = label === undefined ? title : `${title} (${label})`;
  return { verdict: "ok", rule: "distribution", about: "distribution", message, hint: "", source };
}

function judgeSystem(combination: Combination, matrix: Matrix): readonly Finding[] {
  const { os, osVersion } = combination;
  if (os === undefined) return [];
  const about = { rule: "system", about: "os" } as const;
  const system = matrix.systems.find(({ id }) => id === os);
  const shown = osVersion === undefined ? os : `${os} ${osVersion}`;
  if (system === undefined) {
    const names = matrix.systems.map(({ id }) => id).join(", ");
    return [
      {
        ...about,
        verdict: matrix.otherSystems,
        message:
          matrix.otherSystems === "refused"
            ? `${matrix.title} runs on ${names} only, and not on ${os}`
            : `${matrix.title} is not verified on ${os}`,
        hint: `Verified: ${names}.`,
        source: matrix.source,
      },
    ];
  }
  const of = (list: readonly string[]) =>
    osVersion !== undefined && list.some((one) => osVersion.startsWith(one));
  const { deprecated = [], versions, source } = system;
  const hint = `Verified: ${system.id} ${versions.join(", ")}.`;
  if (of(deprecated))
    return [{ ...about, verdict: "warning", message: `${shown} is on its way out`, hint, source }];
  if (osVersion !== undefined && !of(versions))
    return [{ ...about, verdict: "warning", message: `${shown} is not verified`, hint, source }];
  return placed(system, combination, { ...about, what: shown, title: matrix.title });
}

function judgeListed(
  axis: "cni" | "csi",
  combination: Combination,
  matrix: Matrix,
): readonly Finding[] {
  const wanted = combination[axis];
  // Somebody applies one later, or nothing is stored.
  if (wanted === undefined || wanted === "none") return [];
  const list = axis === "cni" ? matrix.cnis : matrix.csis;
  const about = { rule: axis === "cni" ? "network" : "storage", about: axis } as const;
  const listed = list.find(({ id }) => id === wanted);
  if (listed !== undefined)
    return placed(listed, combination, { ...about, what: wanted, title: matrix.title });
  const names = list.map(({ id }) => id).join(", ");
  const { title, source } = matrix;
  // A network is part of the distribution; storage is applied to it, and whatever runs there may be tried.
  return axis === "cni"
    ? [
        {
          ...{ ...about, source, verdict: "refused" },
          message: `${title} does not go with ${wanted}`,
          hint: `Use one of: ${names}.`,
        },
      ]
    : [
        {
          ...{ ...about, source, verdict: "warning" },
          message: `${title} is not verified with ${wanted}`,
          hint: `Verified: ${names}.`,
        },
      ];
}

interface Placing {
  readonly rule: string;
  readonly about: Axis;
  readonly what: string;
  readonly title: string;
}

/** Of something listed: whether it was tried there. */
function placed(
  { where, unverified, source }: Listed,
  combination: Combination,
  { rule, about, what, title }: Placing,
): readonly Finding[] {
  const common = { rule, about, source };
  const elsewhere = where !== undefined && holds(where, combination) === "no";
  const why = elsewhere ? "it was tried in other places only" : unverified;
  if (why === undefined)
    return [{ ...common, verdict: "ok", message: `${title} with ${what}`, hint: "" }];
  return [
    {
      ...common,
      verdict: "warning",
      message: `${title} with ${what} is not verified: ${why}`,
      hint: "Try the whole walk on one host first.",
    },
  ];
}

function judgeArchitecture(
  { architecture }: Combination,
  { architectures, title, source }: Matrix,
): readonly Finding[] {
  if (architecture === undefined) return [];
  const common = { rule: "architecture", about: "architecture", source } as const;
  if (architectures.includes(architecture))
    return [{ ...common, verdict: "ok", message: `${title} on ${architecture}`, hint: "" }];
  return [
    {
      ...common,
      verdict: "refused",
      message: `${title} does not run on ${architecture}`,
      hint: `Use a machine of: ${architectures.join(", ")}.`,
    },
  ];
}

function judgeFips({ fips }: Combination, matrix: Matrix): readonly Finding[] {
  if (fips !== true || matrix.fips) return [];
  return [
    {
      verdict: "refused",
      rule: "fips",
      about: "fips",
      message: `${matrix.title} has no build with FIPS`,
      hint: "Use a distribution that has one, or leave fips out of the features.",
      source: matrix.source,
    },
  ];
}

function judgeLimit(limit: Limit, combination: Combination): readonly Finding[] {
  const { rule, verdict, when, unless, before, about, message, hint, source } = limit;
  if (holds(when, combination) !== "yes") return [];
  if (before !== undefined && !isOlder(combination.release, before)) return [];
  const excused = unless === undefined ? "no" : holds(unless, combination);
  if (excused === "yes" || (excused === "unknown" && verdict === "refused")) return [];
  return [{ verdict, rule, about, message, hint, source }];
}

const isOlder = (release: string | undefined, before: string): boolean =>
  release !== undefined && isBefore(release, before);
