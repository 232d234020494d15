import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { failureTrouble, planeTrouble, type Trouble } from "../../src/plane/client/trouble.ts";
import { judgeAdmission, quietAdmission } from "../../src/plane/server/admission.ts";
import { createPace, nextReportMs, SPREAD_MS } from "../../src/registration/pace.ts";
import { troubled, type Work } from "../../src/registration/turn.ts";

const HOSTS = 20_000;
const ADMITTED = { perSecond: 200 };
const TEN_MINUTES = 600_000;
/** Every host asks for access, then reports; after that the plane wants to hear every five minutes. */
const EXCHANGES = 2;
const REPORT_MS = 300_000;
const DOWN = failureTrouble({ is: "failed", at: "connect", why: "refused" }, "plane.example");

interface Crowd {
  /** When the last host was active, after the plane could be asked. */
  readonly allActiveMs: number;
  readonly active: number;
  /** Requests in the busiest second, after the plane could be asked. */
  readonly peak: number;
  readonly requestsPerHost: number;
}

interface Scene {
  /** When each host first asks, by its own chance. */
  firstMs(random: () => number): number;
  readonly planeBackMs: number;
  readonly saysWhen: boolean;
  readonly random: () => number;
}

/** Time goes from one event to the next; all pauses are those the product would make. */
function play({ firstMs, planeBackMs, saysWhen, random }: Scene): Crowd {
  let nowMs = 0;
  const clock = { ...createManualClock(), monotonicMs: () => nowMs };
  const due = new Map<number, number[]>();
  const at = (ms: number, host: number) => {
    const when = Math.ceil(ms);
    const others = due.get(when);
    if (others === undefined) due.set(when, [host]);
    else others.push(host);
  };
  const works = Array.from({ length: HOSTS }, () => workWith(createPace(clock, random)));
  const left = new Uint8Array(HOSTS).fill(EXCHANGES);
  const perSecond = new Map<number, number>();
  let [admission, active, requests, allActiveMs] = [quietAdmission(ADMITTED, 0), 0, 0, 0];

  function answer(): Trouble | undefined {
    if (nowMs < planeBackMs) return DOWN;
    requests += 1;
    const second = Math.floor(nowMs / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    const [next, verdict] = judgeAdmission(admission, ADMITTED, nowMs);
    admission = next;
    if (verdict.is === "admitted") return undefined;
    return busy(saysWhen ? verdict.retryAfterSec * 1000 : undefined);
  }

  function ask(host: number): void {
    const work = works[host] as Work;
    const trouble = answer();
    if (trouble !== undefined) {
      const next = troubled(work, trouble);
      assert.equal(next.is, "after");
      if (next.is === "after") at(nowMs + next.ms, host);
      return;
    }
    work.pace.succeeded();
    if (left[host] === 1) [active, allActiveMs] = [active + 1, nowMs - planeBackMs];
    left[host] = Math.max(0, (left[host] ?? 0) - 1);
    at(nowMs + (left[host] === 0 ? nextReportMs(REPORT_MS, random) : 20), host);
  }

  for (let host = 0; host < HOSTS; host++) at(firstMs(random), host);
  for (const endMs = planeBackMs + TEN_MINUTES; nowMs <= endMs; nowMs++) {
    for (const host of due.get(nowMs) ?? []) ask(host);
    due.delete(nowMs);
  }
  const peak = Math.max(...perSecond.values());
  return { allActiveMs, active, peak, requestsPerHost: requests / HOSTS };
}

const troubles = new Map<number | undefined, Trouble>();

/** Made once for each pause: an error writes down its stack, and here are some hundred thousand answers. */
function busy(afterMs: number | undefined): Trouble {
  const made = troubles.get(afterMs);
  if (made !== undefined) return made;
  const trouble = planeTrouble("plane.example", 503, { code: "busy" }, afterMs);
  troubles.set(afterMs, trouble);
  return trouble;
}

/** `troubled` keeps what it found and asks the pace; nothing else of a host is needed here. */
function workWith(pace: Work["pace"]): Work {
  return { pace, desk: { keep: () => {} } } as unknown as Work;
}

/** The same numbers in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const POWER_BACK = { firstMs: (random: () => number) => random() * SPREAD_MS, planeBackMs: 0 };
/** They reported every minute until the plane went; ten minutes later it is back. */
const PLANE_BACK = { firstMs: (random: () => number) => random() * 60_000, planeBackMs: 600_000 };

for (const [name, scene, mostPerSecond] of [
  ["after a power cut, at a plane that says when to come back", POWER_BACK, 900],
  ["after an outage of the plane, which says when to come back", PLANE_BACK, 700],
] as const) {
  test(`20 000 hosts ${name}: all active within 10 minutes, and no wave`, () => {
    const crowd = play({ ...scene, saysWhen: true, random: chance(4711) });
    assert.equal(crowd.active, HOSTS, JSON.stringify(crowd));
    assert.ok(crowd.allActiveMs < TEN_MINUTES, JSON.stringify(crowd));
    assert.ok(crowd.peak <= mostPerSecond, JSON.stringify(crowd));
  });
}

test("20 000 hosts at a plane that only says no: all active within 10 minutes, and no wave", () => {
  const crowd = play({ ...POWER_BACK, saysWhen: false, random: chance(4711) });
  assert.ok(crowd.active === HOSTS && crowd.peak <= 1500, JSON.stringify(crowd));
});

test("without chance in the pauses the same hosts do come as waves, and are seen to", () => {
  const crowd = play({ ...POWER_BACK, saysWhen: false, random: () => 1 });
  assert.ok(crowd.peak > 5000 && crowd.active < HOSTS, JSON.stringify(crowd));
});
