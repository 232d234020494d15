import type { HandshakeOutcome } from "../../engine/index.ts";
import { describeChain, isAboutDates, readChain, timeText } from "../chain.ts";
import { inspectionSentence, looksInspected } from "../inspection.ts";
import { portalBehind } from "../portal.ts";
import { type Finding, ok, type Rung, type Standing, skip } from "../rung.ts";
import { mtuEvidence, sizesThatPass } from "../sizes.ts";
import { handshake } from "../talk.ts";

/** Are the certificates of the destination good, here and now? */
export const tls: Rung = {
  id: "tls",
  title: "TLS",
  timeoutMs: 20_000,
  async look(standing): Promise<Finding> {
    const { destination } = standing;
    if (destination.kind === "ntp") return skip("time is asked without TLS");
    if (!destination.url?.startsWith("https:")) return skip("plain HTTP, without certificates");
    const outcome = await handshake(standing);
    if (outcome.is === "failed") return await notShaken(outcome, standing);
    const chain = readChain(outcome.chain);
    const evidence = describeChain(chain);
    const { refusal } = outcome;
    if (refusal === undefined) return ok([...evidence, outcome.protocol]);
    return await refused({ refusal, evidence, chain, standing });
  },
};

interface Refused {
  readonly refusal: string;
  readonly evidence: readonly string[];
  readonly chain: ReturnType<typeof readChain>;
  readonly standing: Standing;
}

async function refused({ refusal, evidence, chain, standing }: Refused): Promise<Finding> {
  const { destination, host } = standing;
  const [own] = chain;
  if (isAboutDates(refusal)) {
    const isOld = refusal === "CERT_HAS_EXPIRED";
    return {
      verdict: "fail",
      code: isOld ? "TLS_EXPIRED" : "TLS_NOT_YET_VALID",
      sentence: isOld
        ? `the certificate of ${destination.host} has expired`
        : `the certificate of ${destination.host} is not valid yet`,
      evidence: [...evidence, `this clock shows ${timeText(host.clock.nowMs())}`],
    };
  }
  const portal = await portalBehind(standing);
  if (portal !== undefined)
    return {
      verdict: "fail",
      code: "PORTAL",
      sentence: `a captive portal answers in place of ${destination.host}`,
      evidence: [`plain HTTP: ${portal}`, ...evidence],
    };
  if (refusal === "ERR_TLS_CERT_ALTNAME_INVALID")
    return {
      verdict: "fail",
      code: "TLS_OTHER_NAME",
      sentence: `the certificate is for ${own?.subject ?? "another name"}, not for ${destination.host}`,
      evidence,
    };
  const issuer = chain.at(-1)?.issuer ?? "nobody";
  const told = { verdict: "fail", evidence: [...evidence, refusal], issuer } as const;
  if (looksInspected(chain))
    return {
      ...told,
      code: "TLS_INSPECTED",
      sentence: inspectionSentence(issuer, destination.host),
    };
  return {
    ...told,
    code: "TLS_UNKNOWN_AUTHORITY",
    sentence: `${destination.host} shows a certificate of ${issuer}, which is not trusted here`,
  };
}

/** Silence after a connection: nobody there, or packets that are too large for the way. */
async function notShaken(
  { code, why }: Extract<HandshakeOutcome, { is: "failed" }>,
  standing: Standing,
): Promise<Finding> {
  const { destination, way } = standing;
  if (code !== "ETIMEDOUT") {
    const portal = await portalBehind(standing);
    if (portal !== undefined)
      return {
        verdict: "fail",
        code: "PORTAL",
        sentence: `a captive portal answers in place of ${destination.host}`,
        evidence: [`plain HTTP: ${portal}`, why],
      };
    return {
      verdict: "fail",
      code: "TLS_BROKEN",
      sentence: `the TLS handshake with ${destination.host} fails`,
      evidence: [why, code],
    };
  }
  const sizes = await sizesThatPass(standing);
  const to = way.is === "proxied" ? `the proxy ${way.through}` : destination.host;
  if (sizes.small && !sizes.large)
    return {
      verdict: "fail",
      code: "MTU_BLACK_HOLE",
      sentence: `small packets reach ${to}, large ones vanish on the way`,
      evidence: [
        "a request of 4 kB brings nothing back, a small one does",
        ...mtuEvidence(standing),
      ],
    };
  const doubt = sizes.large
    ? "a request of 4 kB passes; whether large answers do cannot be told"
    : "small requests bring nothing back either";
  return {
    verdict: "fail",
    code: "TLS_SILENT",
    sentence: `${destination.host} takes the connection and never begins TLS`,
    evidence: [why, doubt, ...mtuEvidence(standing)],
  };
}
