import type { Fact } from "../../engine/index.ts";
import { familyOf, wayOut } from "../hop.ts";
import type { SeenNeighbour } from "../ip-json.ts";
import {
  cannotTell,
  type Finding,
  familyWord,
  ok,
  type Rung,
  type Standing,
  skip,
} from "../rung.ts";

/**
 * Is there a route, and does its first router answer ARP or neighbour discovery? Without a ping
 * program: one TCP connect makes the kernel ask, and its neighbour table tells the result.
 */
export const gateway: Rung = {
  id: "gateway",
  title: "Gateway",
  timeoutMs: 12_000,
  isLocal: true,
  async look(standing): Promise<Finding> {
    const { found, family, hop } = standing;
    if (found.isThisHost) return skip("this host itself");
    const { towards, route } = await wayOut(standing);
    if (route.is === "unknown") return cannotTell(route.why);
    if (route.is === "absent") return noRoute(standing);
    const { link, gateway: router } = route.value;
    if (router === undefined) {
      const evidence = `${towards} is on ${link} itself, no gateway needed`;
      return { verdict: "skip", evidence: [evidence], found: { route: route.value } };
    }
    const answer = await standing.looks.once(`knock ${router} ${link}`, () =>
      knock(router, link, standing),
    );
    const at = `${router} on ${link}`;
    if (answer.is === "answers") return ok([`${at} ${answer.how}`], { route: route.value });
    if (answer.is === "unclear") return cannotTell(`${at}: ${answer.why}`);
    return {
      verdict: "fail",
      code: "GATEWAY_SILENT",
      sentence: `the gateway ${router} does not answer on ${link}`,
      evidence: [
        `${familyOf(router) === "ipv6" ? "neighbour discovery" : "ARP"} for ${router}: ${answer.state}`,
        `on the way to ${hop.host === "" ? familyWord[family] : hop.host}`,
      ],
    };
  },
};

/** Towards a name there may be networks that are reached all the same: only an address needs it. */
async function noRoute({ hop, family, looks }: Standing): Promise<Finding> {
  const word = familyWord[family];
  if (familyOf(hop.host) !== undefined)
    return {
      verdict: "fail",
      code: "ROUTE_NONE",
      sentence: `no route leads to ${hop.host}`,
      evidence: [`no route to ${hop.host}, no ${word} default route`],
    };
  const other = await looks.defaultRoute(family === "ipv4" ? "ipv6" : "ipv4");
  if (other.is === "known")
    return skip(`no ${word} default route: only its own network is reached`);
  if (family === "ipv6") return skip("no IPv6 default route");
  return {
    verdict: "fail",
    code: "ROUTE_NONE",
    sentence: "this host has no default route",
    evidence: ["no default route, and none to a name server"],
  };
}

type Answer =
  | { readonly is: "answers"; readonly how: string }
  | { readonly is: "silent"; readonly state: string }
  | { readonly is: "unclear"; readonly why: string };

/** The discard service: nobody listens there, and a refusal is as good as an answer. */
const KNOCK_PORT = 9;
const POLL_MS = 100;
/** Three questions, a second apart, then the kernel gives up; five seconds more from a stale entry. */
const KNOCK_MS = 10_000;
/** Younger is as good as an answer now, seconds. */
const FRESH_SEC = 30;

async function knock(router: string, link: string, standing: Standing): Promise<Answer> {
  const { host, clock, looks, signal } = standing;
  const scoped = router.startsWith("fe80:") ? `${router}%${link}` : router;
  const before = await looks.neighbour(router, link);
  if (before.is === "unknown") return { is: "unclear", why: before.why };
  if (host.kind === "root") return withoutKnocking(before);
  const stop = new AbortController();
  const limits = { timeoutMs: KNOCK_MS, signal: AbortSignal.any([signal, stop.signal]) };
  const call: Call = { end: "open", wasAsked: false };
  const knocking = host.connect({ host: scoped, port: KNOCK_PORT }, limits).then((outcome) => {
    call.end = outcome.is === "failed" ? "unreachable" : "answered";
  });
  const untilMs = clock.monotonicMs() + KNOCK_MS;
  try {
    for (;;) {
      const now = await looks.neighbour(router, link);
      const answer = judge(now, call);
      if (answer !== undefined) return answer;
      call.wasAsked ||= /^(INCOMPLETE|PROBE)$/.test(stateOf(now));
      if (clock.monotonicMs() > untilMs)
        return { is: "unclear", why: `neighbour state ${stateOf(now)}` };
      await clock.sleep(POLL_MS, signal);
    }
  } finally {
    stop.abort();
    await knocking;
  }
}

/** A directory has no network to ask over: what its own table of neighbours says, and no more. */
function withoutKnocking(seen: Seen): Answer {
  if (answers(seen)) return { is: "answers", how: howOf(seen) };
  if (stateOf(seen) === "FAILED") return { is: "silent", state: "FAILED" };
  return { is: "unclear", why: `nobody is asked from a directory; neighbour ${stateOf(seen)}` };
}

interface Call {
  end: "answered" | "unreachable" | "open";
  /** The kernel has asked since: what it says of the past no longer counts. */
  wasAsked: boolean;
}

type Seen = Fact<SeenNeighbour>;

const stateOf = (now: Seen) => (now.is === "known" ? now.value.state : "no entry");

function judge(now: Seen, { end, wasAsked }: Call): Answer | undefined {
  const state = stateOf(now);
  if (end === "answered" || answers(now)) return { is: "answers", how: howOf(now) };
  if (end === "unreachable") return { is: "silent", state };
  return state === "FAILED" && wasAsked ? { is: "silent", state } : undefined;
}

function answers(now: Seen): boolean {
  if (now.is !== "known") return false;
  const { state, confirmedSec } = now.value;
  if (state === "REACHABLE" || state === "PERMANENT" || state === "NOARP") return true;
  const isWaiting = state === "STALE" || state === "DELAY";
  return isWaiting && confirmedSec !== undefined && confirmedSec < FRESH_SEC;
}

function howOf(now: Seen): string {
  const seen: SeenNeighbour | undefined = now.is === "known" ? now.value : undefined;
  if (seen?.hardwareAddress === undefined) return "answers";
  const { state, hardwareAddress, confirmedSec = 0 } = seen;
  const ago = state === "STALE" || state === "DELAY" ? `, ${confirmedSec} s ago` : "";
  return `answers from ${hardwareAddress}${ago}`;
}
