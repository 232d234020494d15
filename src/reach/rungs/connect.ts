import { familyOf } from "../hop.ts";
import { type Finding, familyWord, ok, type Rung, type Standing, skip, unused } from "../rung.ts";
import { endpoint } from "../words.ts";

/** Does the first machine on the way, the proxy or the destination, take a connection? */
export const connect: Rung = {
  id: "connect",
  title: "Connect",
  timeoutMs: 8_000,
  async look(standing): Promise<Finding> {
    const { hop, found, looks, destination } = standing;
    if (destination.kind === "ntp") return skip("time is asked over UDP, without a connection");
    const host = found.address ?? hop.host;
    const at = endpoint({ host, port: hop.port });
    const outcome = await looks.connect({ host, port: hop.port });
    if (outcome.is === "connected") return ok([`${whoOf(standing)}${at} takes the connection`]);
    if (standing.host.kind === "root") return outOfReach(at);
    if (outcome.is === "refused") return refused(at, standing);
    const isFar = /ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL/.test(outcome.why);
    if (isFar && (await servesOtherFamily(standing)))
      return unused(`no ${familyWord[standing.family]} way to ${hop.host}`);
    return isFar ? unreachable(at, outcome.why, standing) : silent(at, outcome.why, standing);
  },
};

/** A directory, or a rehearsal: its refusals say nothing of the network. */
const outOfReach = (at: string): Finding => ({
  verdict: "unknown",
  evidence: [`${at} was not asked: nothing outside is reached from here`],
  ends: true,
});

const whoOf = ({ way }: Standing) => (way.is === "proxied" ? "proxy " : "");

/** Without any route in this family programs use the other one by themselves. */
async function servesOtherFamily({ looks, hop, found, family }: Standing): Promise<boolean> {
  if (found.address === undefined || familyOf(hop.host) !== undefined) return false;
  const route = await looks.routeTo(found.address);
  const all = await looks.resolve(hop.host);
  if (route.is !== "absent" || all.is !== "known") return false;
  const others = all.value.filter((one) => familyOf(one) !== family);
  const routes = await Promise.all(others.map((one) => looks.routeTo(one)));
  return routes.some((one) => one.is === "known");
}

function refused(at: string, standing: Standing): Finding {
  const evidence = ["connection refused"];
  if (standing.way.is === "proxied")
    return {
      verdict: "fail",
      code: "PROXY_UNREACHABLE",
      sentence: `the proxy ${at} refuses connections`,
      evidence,
    };
  return {
    verdict: "fail",
    code: "CONNECT_REFUSED",
    sentence: `the machine at ${at} answers, but refuses the connection`,
    evidence,
  };
}

function unreachable(at: string, why: string, { way }: Standing): Finding {
  return {
    verdict: "fail",
    code: way.is === "proxied" ? "PROXY_UNREACHABLE" : "CONNECT_UNREACHABLE",
    sentence: `there is no way to ${way.is === "proxied" ? "the proxy " : ""}${at}`,
    evidence: [why === "EHOSTUNREACH" ? "no route to the host" : `the network says ${why}`],
  };
}

function silent(at: string, why: string, { way, found }: Standing): Finding {
  const router = found.route?.gateway;
  const beyond =
    router === undefined
      ? ", which should be on this very network"
      : `, though the gateway ${router} is there`;
  return {
    verdict: "fail",
    code: way.is === "proxied" ? "PROXY_UNREACHABLE" : "CONNECT_SILENT",
    sentence: `${way.is === "proxied" ? "the proxy " : ""}${at} does not answer${found.isThisHost ? "" : beyond}`,
    evidence: [why],
  };
}
