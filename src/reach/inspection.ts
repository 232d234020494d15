import { isIP } from "node:net";
import type { CertificateView } from "../certificates/index.ts";
import type { Ladder, RungResult } from "./report.ts";
import { nextOf } from "./words.ts";

/** Names that makers of inspecting proxies and firewalls put into their authorities unless told otherwise. */
const MAKERS =
  /squid|zscaler|fortinet|fortigate|blue ?coat|palo alto|pan-os|sophos|mitmproxy|netskope|forcepoint|websense|check ?point|mcafee|web gateway|barracuda|untangle|cisco umbrella|ssl[- ]?(inspection|proxy|bump|decryption)|tls[- ]?(inspection|proxy)|decrypt/i;

/** By the name of who signed it; an inspector with a plain name is found by comparing destinations. */
export function looksInspected(chain: readonly CertificateView[]): boolean {
  return chain.some(({ issuer }) => MAKERS.test(issuer));
}

export function inspectionSentence(issuer: string, host: string): string {
  return `${issuer} opens TLS on the way to ${host}`;
}

/**
 * One unknown authority that signs for several owners of names is no authority of either: somebody
 * on the way signs for all. For one owner alone it may be that owner's own. Pure.
 */
export function tellInspection(ladders: readonly Ladder[]): readonly Ladder[] {
  const owners = new Map<string, Set<string>>();
  for (const { destination, rungs } of ladders) {
    const issuer = rungs.find(isUnknownAuthority)?.issuer;
    if (issuer === undefined || isIP(destination.host) !== 0) continue;
    owners.set(issuer, (owners.get(issuer) ?? new Set()).add(ownerOf(destination.host)));
  }
  return ladders.map((ladder) => {
    const { destination, rungs } = ladder;
    return {
      ...ladder,
      rungs: rungs.map((rung) => {
        const { issuer } = rung;
        if (!isUnknownAuthority(rung) || issuer === undefined) return rung;
        if ((owners.get(issuer)?.size ?? 0) < 2) return rung;
        const sentence = inspectionSentence(issuer, destination.host);
        return { ...rung, code: "TLS_INSPECTED", sentence, next: nextOf("TLS_INSPECTED") };
      }),
    };
  });
}

const isUnknownAuthority = ({ code }: RungResult) => code === "TLS_UNKNOWN_AUTHORITY";

/** The last two labels: near enough to who registered it. */
const ownerOf = (host: string) => host.toLowerCase().split(".").slice(-2).join(".");
