import type { HttpOutcome } from "../../engine/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { EXPECTATIONS } from "../expectations.ts";
import { type Finding, ok, type Rung, type Standing } from "../rung.ts";
import { largePasses, mtuEvidence, sizesThatPass } from "../sizes.ts";
import { get } from "../talk.ts";

/** Does the right one answer, as it should, to small and to large requests? */
export const answer: Rung = {
  id: "answer",
  title: "Answer",
  timeoutMs: 20_000,
  look(standing): Promise<Finding> {
    return standing.destination.kind === "ntp" ? time(standing) : web(standing);
  },
};

async function time({ host, hop, found, signal }: Standing): Promise<Finding> {
  const target = { host: found.address ?? hop.host, port: hop.port };
  const outcome = await host.askTime(target, { timeoutMs: 4_000, signal });
  switch (outcome.is) {
    case "answered": {
      const { offsetMs, stratum } = outcome;
      const side = offsetMs > 0 ? "ahead" : "behind";
      return ok([
        `this clock is ${formatDuration(Math.abs(offsetMs))} ${side}`,
        `stratum ${stratum}`,
      ]);
    }
    case "not-asked":
      return { verdict: "unknown", evidence: [outcome.why] };
    case "unsure":
      return {
        verdict: "fail",
        code: "TIME_UNSURE",
        sentence: `${hop.host} answers, but ${outcome.why}`,
        evidence: [outcome.why],
      };
    case "silent":
      return {
        verdict: "fail",
        code: "TIME_SILENT",
        sentence: `the time server ${hop.host} does not answer`,
        evidence: [outcome.why],
      };
  }
}

async function web(standing: Standing): Promise<Finding> {
  const { destination } = standing;
  const { pathOf, judge } = EXPECTATIONS[destination.kind];
  const url = pathOf(destination.url ?? "");
  const outcome = await get({ url }, standing);
  if (outcome.is === "failed") return await noAnswer(outcome, standing);
  const finding = judge(outcome, destination);
  if (finding.verdict !== "ok" || (await largePasses(url, standing))) return finding;
  return blackHole(standing);
}

async function noAnswer(
  { at, why }: Extract<HttpOutcome, { is: "failed" }>,
  standing: Standing,
): Promise<Finding> {
  const isTls = standing.destination.url?.startsWith("https:") === true;
  if (at === "timeout" && !isTls) {
    const sizes = await sizesThatPass(standing);
    if (sizes.small && !sizes.large) return blackHole(standing);
  }
  return {
    verdict: "fail",
    code: "ANSWER_NONE",
    sentence: `${standing.destination.host} takes the connection, but answers no request`,
    evidence: [why],
  };
}

function blackHole(standing: Standing): Finding {
  return {
    verdict: "fail",
    code: "MTU_BLACK_HOLE",
    sentence: `small requests to ${standing.destination.host} are answered, large ones vanish on the way`,
    evidence: ["a request of 4 kB brings nothing back, a small one does", ...mtuEvidence(standing)],
  };
}
