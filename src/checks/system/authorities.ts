import { certificateWarnings, parseCertificates } from "../../certificates/index.ts";
import { defineCheck, fail, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const authorities = defineCheck({
  ...ruleOf("system.authorities"),
  needs: ["kernel"],
  run(_, { host, document }) {
    const trusted = document?.spec.certificates?.trusted ?? [];
    if (trusted.length === 0) return skip("the document brings none");
    const nowMs = host.clock.nowMs();
    const seen = trusted.map(({ name, pem }) => ({ name, ...parseCertificates(pem) }));
    const unfit = seen.flatMap(({ name, certificates, problems }) => [
      ...problems.map((problem) => `${name}: ${problem}`),
      ...certificates
        .filter(({ validToMs }) => validToMs < nowMs)
        .map(({ subject }) => `${name}: ${subject} has expired`),
    ]);
    const doubts = seen.flatMap(({ name, certificates }) =>
      certificates.flatMap((view) =>
        certificateWarnings(view, nowMs).map((sentence) => `${name}: ${sentence}`),
      ),
    );
    const evidence = seen.flatMap(({ name, certificates }) =>
      certificates.map(({ subject, key }) => `${name}: ${subject}, ${key}`),
    );
    const finding = {
      expected: "authorities that are valid now, RSA 2048 or P-256",
      remedy: "Ask for the present certificate of the authority and replace it.",
      why: "What this authority signed is refused, so proxy, registry and plane cannot be reached.",
    };
    if (unfit.length > 0)
      return fail(unfit.join(", "), { ...finding, code: "AUTHORITY_UNFIT", evidence });
    if (doubts.length === 0) return pass(`${evidence.length} valid`, { evidence });
    return warn(doubts.join(", "), { ...finding, code: "AUTHORITY_WEAK", evidence });
  },
});
