import type { HttpOutcome } from "../engine/index.ts";
import { INSTANCE_HEADER } from "../plane/index.ts";
import { describeAnswer, isPage, sentElsewhere } from "./portal.ts";
import type { Destination } from "./report.ts";
import { type Finding, ok } from "./rung.ts";

type Answer = Extract<HttpOutcome, { is: "answered" }>;

/** What is asked for there, and what the right one answers. */
interface Expectation {
  pathOf(url: string): string;
  judge(answer: Answer, destination: Destination): Finding;
}

export const EXPECTATIONS: Readonly<Record<Destination["kind"], Expectation>> = {
  plane: {
    pathOf: (url) => `${url.replace(/\/+$/, "")}/.well-known/edge-plane`,
    judge(answer, { host }) {
      const seen = describeAnswer(answer);
      if (answer.headers[INSTANCE_HEADER] !== undefined)
        return answer.status >= 500 ? serverError(answer, host) : ok([`the plane answers ${seen}`]);
      return portal(answer, host) ?? other(answer, host, "ANSWER_NOT_PLANE");
    },
  },
  registry: {
    // The check of the distribution specification; 401 is a registry that wants a login.
    pathOf: (url) => new URL("/v2/", url).href,
    judge(answer, { host }) {
      const isOne = answer.status === 200 || answer.status === 401;
      const says = answer.headers["docker-distribution-api-version"] !== undefined;
      if (isOne && (says || !isPage(answer)))
        return ok([`the registry answers ${describeAnswer(answer)}`]);
      return portal(answer, host) ?? other(answer, host, "ANSWER_NOT_REGISTRY");
    },
  },
  url: { pathOf: (url) => url, judge: judgeAny },
  network: { pathOf: (url) => url, judge: judgeAny },
  ntp: { pathOf: (url) => url, judge: judgeAny },
};

function judgeAny(answer: Answer, { host, url = "" }: Destination): Finding {
  const seen = describeAnswer(answer);
  if (answer.status === 511) return portalAt(host, seen);
  if (/generate_?204|\/204$/.test(new URL(url).pathname) && answer.status !== 204)
    return portal(answer, host) ?? other(answer, host, "ANSWER_UNEXPECTED");
  if (answer.status >= 500) return serverError(answer, host);
  // Over TLS the certificate has shown who this is; without it, anybody may send a client away.
  const elsewhere = url.startsWith("http:") ? sentElsewhere(answer, url) : undefined;
  if (elsewhere === undefined) return ok([`answers ${seen}`]);
  return {
    verdict: "unknown",
    evidence: [`${seen}: ${host} itself, or a captive portal; plain HTTP cannot tell`],
  };
}

function portal(answer: Answer, host: string): Finding | undefined {
  const elsewhere = sentElsewhere(answer, `http://${host.includes(":") ? `[${host}]` : host}/`);
  const isOne =
    answer.status === 511 || elsewhere !== undefined || (answer.status < 400 && isPage(answer));
  return isOne ? portalAt(host, describeAnswer(answer)) : undefined;
}

function portalAt(host: string, seen: string): Finding {
  return {
    verdict: "fail",
    code: "PORTAL",
    sentence: `a captive portal answers in place of ${host}`,
    evidence: [seen],
  };
}

function serverError(answer: Answer, host: string): Finding {
  return {
    verdict: "fail",
    code: "ANSWER_ERROR",
    sentence: `${host} answers with an error of its own (${answer.status})`,
    evidence: [describeAnswer(answer)],
  };
}

function other(
  answer: Answer,
  host: string,
  code: "ANSWER_NOT_PLANE" | "ANSWER_NOT_REGISTRY" | "ANSWER_UNEXPECTED",
): Finding {
  if (answer.status >= 500) return serverError(answer, host);
  const words = {
    ANSWER_NOT_PLANE: "no management plane",
    ANSWER_NOT_REGISTRY: "no registry",
    ANSWER_UNEXPECTED: "not with the empty answer that was expected",
  };
  return {
    verdict: "fail",
    code,
    sentence: `${host} answers, but ${code === "ANSWER_UNEXPECTED" ? "" : "is "}${words[code]}`,
    evidence: [describeAnswer(answer)],
  };
}
