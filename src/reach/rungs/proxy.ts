import type { ProxyTrouble } from "../../engine/index.ts";
import { type Finding, ok, type Rung, type Standing, skip } from "../rung.ts";
import { get, handshake } from "../talk.ts";

/** Does the proxy let us through to the destination? */
export const proxy: Rung = {
  id: "proxy",
  title: "Proxy",
  timeoutMs: 12_000,
  async look(standing): Promise<Finding> {
    const { way, destination } = standing;
    if (way.is === "direct") return skip(`direct: ${way.because}`);
    const isTunnel = destination.url?.startsWith("https:") === true;
    const { trouble, why } = await (isTunnel ? throughTunnel(standing) : asForwarded(standing));
    if (trouble === undefined) {
      const what = isTunnel ? "CONNECT accepted" : "forwards requests";
      return ok([`${way.through}: ${what}`]);
    }
    return {
      verdict: "fail",
      code: trouble.code,
      sentence: why,
      evidence: evidenceOf(trouble, way.through),
    };
  },
};

interface Told {
  readonly trouble?: ProxyTrouble;
  readonly why: string;
}

async function throughTunnel(standing: Standing): Promise<Told> {
  const outcome = await handshake(standing);
  if (outcome.is === "shaken" || outcome.proxy === undefined) return { why: "" };
  return { trouble: outcome.proxy, why: outcome.why };
}

async function asForwarded(standing: Standing): Promise<Told> {
  const outcome = await get({ url: standing.destination.url ?? "" }, standing);
  if (outcome.is === "answered" || outcome.proxy === undefined) return { why: "" };
  return { trouble: outcome.proxy, why: outcome.why };
}

function evidenceOf({ stage, status, schemes = [], says }: ProxyTrouble, through: string) {
  return [
    `${through}, at ${STAGES[stage]}`,
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(schemes.length === 0 ? [] : [`logins it offers: ${schemes.join(", ")}`]),
    ...(says === undefined ? [] : [`it says: ${says}`]),
  ];
}

const STAGES: Readonly<Record<ProxyTrouble["stage"], string>> = {
  "proxy-tcp": "its address and port",
  "proxy-tls": "TLS with the proxy itself",
  "proxy-connect": "CONNECT",
};
