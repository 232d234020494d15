import {
  CALENDAR,
  type Combination,
  type Finding,
  judge,
  LIMITS,
  type Limit,
  type Matrix,
  supportOf,
  verdictOf,
} from "../compatibility/index.ts";
import { wrap } from "../text/index.ts";
import type { Output } from "./output.ts";
import { printTable } from "./table.ts";

/** Everything that is known: what goes together, what does not, and until when a version is supported. */
export function printMatrices(matrices: readonly Matrix[], nowMs: number, out: Output): void {
  for (const matrix of matrices) out.object({ matrix });
  for (const limit of LIMITS) out.object({ limit });
  out.object({ calendar: CALENDAR });
  printTable(
    ["DISTRIBUTION", "VERSIONS", "ARCHITECTURES", "FIPS", "STORAGE"],
    matrices.map((one) => [
      one.distribution,
      `${one.versions.from} - ${one.versions.to}`,
      one.architectures.join(" "),
      one.fips ? "yes" : "no",
      one.csis.map(starred).join(" "),
    ]),
    out,
  );
  for (const matrix of matrices) printOne(matrix, out);
  out.line("* with a reservation: unverified, or verified in some places only");
  out.line();
  out.line("All distributions");
  for (const limit of LIMITS) printLimit(limit, out);
  out.line();
  printCalendar(nowMs, out);
}

const starred = ({ id, where, unverified }: Matrix["cnis"][number]): string =>
  where === undefined && unverified === undefined ? id : `${id}*`;

function printOne(matrix: Matrix, out: Output): void {
  const { title, label, systems, otherSystems, cnis, limits } = matrix;
  const others = otherSystems === "refused" ? "others are refused" : "others are unverified";
  const named = systems.map((system) => `${starred(system)} ${system.versions.join("/")}`);
  out.line();
  out.line(label === undefined ? title : `${title} (${label})`);
  printText(`systems: ${[...named, others].join(", ")}`, out);
  printText(`networks: ${cnis.map(starred).join(", ")}`, out);
  for (const limit of limits) printLimit(limit, out);
}

function printLimit({ verdict, rule, message, before, source }: Limit, out: Output): void {
  const until = before === undefined ? "" : `, before ${before}`;
  printText(`${verdict}${until}: ${message} [${rule}: ${source}]`, out);
}

function printText(text: string, out: Output): void {
  const [first = "", ...rest] = wrap(text, out.width - 4);
  out.line(`  ${first}`);
  for (const line of rest) out.line(`    ${line}`);
}

function printCalendar(nowMs: number, out: Output): void {
  printTable(
    ["KUBERNETES", "UPSTREAM UNTIL", "TODAY"],
    CALENDAR.minors.map(({ minor, endOfLife }) => {
      const { is } = supportOf(minor, CALENDAR, nowMs);
      return [minor, endOfLife, is === "ended" ? "end of life" : is];
    }),
    out,
  );
  out.line(`Read on ${CALENDAR.asOf}: ${CALENDAR.source}.`);
}

/** The same of one combination: each distribution with what is against it. `false`: none of them will do. */
export function printJudged(
  matrices: readonly Matrix[],
  asked: Omit<Combination, "distribution">,
  { nowMs, out }: { readonly nowMs: number; readonly out: Output },
): boolean {
  const judged = matrices.map((matrix) => {
    const combination = { ...asked, distribution: matrix.distribution };
    const findings = judge(combination, { matrix, calendar: CALENDAR, nowMs });
    return { combination, title: matrix.title, verdict: verdictOf(findings), findings };
  });
  for (const { title, verdict, combination, findings } of judged) {
    out.object({ combination, verdict, findings });
    out.line(`${title}: ${verdict}`);
    for (const finding of findings)
      if (finding.verdict !== "ok") printText(againstIt(finding), out);
  }
  return judged.some(({ verdict }) => verdict !== "refused");
}

const againstIt = ({ verdict, rule, message, hint, source }: Finding): string =>
  `${verdict}: ${message}. ${hint} [${rule}: ${source}]`;
