import { isIPv6 } from "node:net";
import type { Endpoint } from "../engine/index.ts";
import { ERROR_CODES } from "../errors/index.ts";
import { isOwnCode, REACH_CODES, type ReachCode } from "./codes.ts";
import type { Ladder, ReachReport, RungResult } from "./report.ts";
import { familyWord } from "./rung.ts";

/** `host:port`, as an address is written. */
export function endpoint({ host, port }: Endpoint): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

export function nextOf(code: ReachCode): string {
  return isOwnCode(code) ? REACH_CODES[code].next : ERROR_CODES[code].hint;
}

/** What has to be mended first on this way; absent: nothing failed. */
export function firstFailed({ rungs }: Ladder): RungResult | undefined {
  return rungs.find(({ verdict }) => verdict === "fail");
}

/** The whole report in a few words, without a full stop. */
export function reachSentence({ ladders, verdict }: ReachReport): string {
  const failed = ladders.filter((ladder) => ladder.verdict === "fail");
  const [first] = failed;
  const why = first && firstFailed(first)?.sentence;
  if (first !== undefined && why !== undefined)
    return failed.length === 1 ? why : `${failed.length} ways fail: ${why}`;
  const unsure = ladders.filter((ladder) => ladder.verdict === "unknown").length;
  if (verdict === "unknown") return `${unsure} of ${ladders.length} ways cannot be told`;
  const count = new Set(ladders.map(({ destination }) => destination.id)).size;
  return count === 1 ? "the one destination is reached" : `all ${count} destinations are reached`;
}

/** `management plane, https://plane.test/, IPv4, through 10.0.0.5:3128 (no entry of NO_PROXY fits)` */
export function wayWords({ destination, family, way }: Ladder): string {
  const { title, url } = destination;
  const how = way.is === "proxied" ? `through ${way.through}` : "direct";
  const parts = [
    title,
    ...(url === undefined || url.includes(`//${title}`) ? [] : [url]),
    familyWord[family],
    ...(destination.kind === "network" ? [] : [`${how} (${way.because})`]),
  ];
  return parts.join(", ");
}
