import type { HostView } from "../engine/index.ts";
import type { ProxyUse } from "../proxy/index.ts";
import { familiesOf, NETWORK } from "./destinations.ts";
import { tellInspection } from "./inspection.ts";
import { createLooks, type Looks } from "./looks.ts";
import type { Destination, Family, Ladder, ReachReport, RungResult, Verdict } from "./report.ts";
import type { Finding, Found, Rung, Standing } from "./rung.ts";
import { RUNGS } from "./rungs.ts";
import { hopOf, NO_PROXIES, proxyOf, wayOf } from "./way.ts";
import { nextOf } from "./words.ts";

export interface ReachRequest {
  /** None: only gateway and name servers. */
  readonly destinations: readonly Destination[];
  readonly proxies?: ProxyUse;
  /** PEM certificates to trust beside those the program brings along. */
  readonly trust?: string;
  /** Addresses or names of time servers, to judge the clock by. */
  readonly timeServers?: readonly string[];
  /** For the report. */
  readonly notes?: readonly string[];
  /** The whole look; 120 s unless told. What was not reached by then is unknown. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
  /** After every rung. */
  onProgress?(report: ReachReport): void;
}

const WHOLE_MS = 120_000;
/** Ladders climbed at the same time. */
const SIDE_BY_SIDE = 8;

/**
 * Looks from the cable up to each destination, per family of addresses. Only looks; throws only when
 * the signal aborts.
 */
export async function climb(host: HostView, request: ReachRequest): Promise<ReachReport> {
  const { signal, proxies = NO_PROXIES } = request;
  signal.throwIfAborted();
  const { clock } = host;
  const [atMs, startMs] = [clock.nowMs(), clock.monotonicMs()];
  const destinations = request.destinations.length === 0 ? [NETWORK] : request.destinations;
  const ladders: Ladder[] = destinations.flatMap((destination) => {
    const way = wayOf(destination, proxies);
    const { host: first } = hopOf(destination, way, proxies);
    return familiesOf(first).map((family) => emptyLadder({ destination, family, way }));
  });
  const notes =
    request.destinations.length === 0
      ? [
          ...(request.notes ?? []),
          "no destination is configured: only gateway and DNS are looked at",
        ]
      : (request.notes ?? []);
  const report = (): ReachReport => ({
    atMs,
    tookMs: Math.round(clock.monotonicMs() - startMs),
    verdict: worstOf(ladders),
    notes,
    ladders: tellInspection(ladders),
  });
  const limit = new AbortController();
  const timer = new AbortController();
  const whole = clock
    .sleep(request.timeoutMs ?? WHOLE_MS, AbortSignal.any([signal, timer.signal]))
    .then(
      () => limit.abort(),
      () => undefined,
    );
  const both = AbortSignal.any([signal, limit.signal]);
  const looks = createLooks(host, both);
  request.onProgress?.(report());
  try {
    await inTurns(ladders.length, async (at) => {
      const ladder = ladders[at];
      if (ladder === undefined) return;
      await climbOne(ladder, { host, looks, signal: both, request }, (now) => {
        ladders[at] = now;
        if (!signal.aborted) request.onProgress?.(report());
      });
    });
  } finally {
    timer.abort();
    await whole;
  }
  signal.throwIfAborted();
  return report();
}

interface Climbing {
  readonly host: HostView;
  readonly looks: Looks;
  readonly signal: AbortSignal;
  readonly request: ReachRequest;
}

async function climbOne(
  start: Ladder,
  climbing: Climbing,
  onChange: (ladder: Ladder) => void,
): Promise<void> {
  const { destination } = start;
  const rungs: RungResult[] = [];
  let found: Found = {};
  let isOver = false;
  let isUnused = false;
  const show = (state: Ladder["state"]) =>
    onChange({ ...start, state, rungs: [...rungs], verdict: isUnused ? "skip" : verdictOf(rungs) });
  show("climbing");
  for (const rung of RUNGS) {
    if (destination.kind === "network" && rung.isLocal === undefined) continue;
    if (isOver) {
      rungs.push({ ...nameOf(rung), verdict: "skip", tookMs: 0, evidence: [] });
      continue;
    }
    const { finding, tookMs } = await timed(rung, standingOf(start, climbing, found));
    rungs.push(resultOf(rung, finding, tookMs));
    if (finding.verdict === "fail") isOver = finding.goesOn !== true;
    else {
      found = { ...found, ...finding.found };
      isOver = finding.ends === true;
      isUnused = isOver && finding.verdict === "skip";
    }
    show("climbing");
  }
  show("finished");
}

function standingOf(ladder: Ladder, climbing: Climbing, found: Found): Standing {
  const { destination, family, way } = ladder;
  const { host, looks, signal, request } = climbing;
  const { proxies = NO_PROXIES, trust, timeServers = [] } = request;
  const proxy = way.is === "proxied" ? proxyOf(destination, proxies) : undefined;
  return {
    ...{ host, clock: host.clock, looks, signal, destination, family, way, found, timeServers },
    hop: hopOf(destination, way, proxies),
    ...(proxy === undefined ? {} : { proxy }),
    ...(trust === undefined ? {} : { trust }),
  };
}

/** A rung has its own deadline; it and the whole look's end it without a verdict. */
async function timed(
  rung: Rung,
  standing: Standing,
): Promise<{ readonly finding: Finding; readonly tookMs: number }> {
  const { clock, signal } = standing;
  const startMs = clock.monotonicMs();
  const done = new AbortController();
  const late = clock.sleep(rung.timeoutMs, AbortSignal.any([signal, done.signal])).then(
    (): Finding => notTold(`nothing within ${rung.timeoutMs / 1000} s`),
    (): Finding => notTold("the time for the whole look was over"),
  );
  // Ended or late, what is still on its way has nobody to tell.
  const looked = rung.look(standing).catch((thrown: unknown): Finding => {
    if (signal.aborted) return notTold("the time for the whole look was over");
    throw thrown;
  });
  try {
    const finding = await Promise.race([looked, late]);
    return { finding, tookMs: Math.round(clock.monotonicMs() - startMs) };
  } finally {
    done.abort();
    looked.catch(() => undefined);
  }
}

const notTold = (why: string): Finding => ({ verdict: "unknown", evidence: [why] });

const nameOf = ({ id, title }: Rung) => ({ id, title });

function resultOf(rung: Rung, finding: Finding, tookMs: number): RungResult {
  const { verdict, evidence } = finding;
  const told = { ...nameOf(rung), verdict, tookMs, evidence };
  if (finding.verdict !== "fail") return told;
  const { code, sentence, issuer } = finding;
  const signed = issuer === undefined ? {} : { issuer };
  return { ...told, code, sentence, next: nextOf(code), ...signed };
}

function emptyLadder(of: {
  readonly destination: Destination;
  readonly family: Family;
  readonly way: Ladder["way"];
}): Ladder {
  return { ...of, state: "waiting", verdict: "unknown", rungs: [] };
}

/** What stands at the top counts: everything below it was only the way there. */
function verdictOf(rungs: readonly RungResult[]): Verdict {
  if (rungs.some(({ verdict }) => verdict === "fail")) return "fail";
  return rungs.findLast(({ verdict }) => verdict !== "skip")?.verdict ?? "unknown";
}

/** A family that is not used is nobody's fault. */
export function worstOf(ladders: readonly Ladder[]): Verdict {
  const has = (verdict: Verdict) => ladders.some((ladder) => ladder.verdict === verdict);
  if (has("fail")) return "fail";
  if (has("unknown")) return "unknown";
  return has("ok") ? "ok" : "skip";
}

async function inTurns(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) await work(at);
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, count) }, worker));
}
