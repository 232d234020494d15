import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { RegistrationState } from "../../src/registration/index.ts";
import { eventually } from "../support/eventually.ts";
import { cases } from "../support/every-cut.ts";
import { type Bench, openBench, TOKEN } from "./bench.ts";
import { type Front, openFront } from "./front.ts";

test("each state on the way has its name: looked for, reachable, asked, waiting, approved, active", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const { approval } = await bench.untilState("pending");
  await bench.plane.approve(approval?.userCode ?? "");
  await bench.untilState("active");
  assert.deepEqual(statesSeen(bench), [
    ...["contacting", "reachable", "enrolling"],
    ...["pending", "approved", "active"],
  ]);
});

test("a plane that answers is reachable, and stays so over a kill, until the host knows its own ID", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, {
    plane: { publicUrl: front.url },
    host: { identity: () => ({ id: "", idSource: "", name: "rack12" }) },
  });
  front.target = bench.plane.url;
  await bench.registration().start({ method: "qr", plane: front.url });
  const { sinceMs } = await bench.untilState("reachable");
  await eventually("a pause", () => bench.registration().view().nextTryMs !== undefined);
  assert.deepEqual([...new Set(front.seen.map(({ method }) => method))], ["GET"]);
  await bench.registration().stop();
  bench.clock.advance(5000);
  front.sabotage = () => ({ is: "lose-request" });
  const seen = bench.views.length;
  await bench.restart();
  assert.equal(bench.views[seen]?.state, "reachable");
  assert.equal(bench.views[seen]?.sinceMs, sinceMs);
  await bench.untilState("blocked");
  front.sabotage = () => ({ is: "pass" });
  await bench.restart({
    identity: () => ({ id: "edge-1", idSource: "DMI product UUID", name: "rack12" }),
  });
  await bench.untilState("pending");
});

test("a plane that refuses what was asked is reachable still, and is asked anew after that", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  front.sabotage = ({ method }) =>
    method === "POST"
      ? {
          is: "answer",
          write(outgoing) {
            outgoing.writeHead(429, { "x-plane-instance": "p", "retry-after": "60" });
            outgoing.end('{"code":"too-many-requests"}');
          },
        }
      : { is: "pass" };
  await bench.registration().start({ method: "qr", plane: front.url });
  const view = await bench.until("busy", ({ nextTryMs }) => nextTryMs !== undefined);
  assert.deepEqual([view.state, view.problem?.code], ["reachable", "PLANE_BUSY"]);
  front.sabotage = () => ({ is: "pass" });
  bench.clock.advance(120_000);
  await bench.untilState("pending");
});

const MOVES = [
  ...["token", "qr", "cancel", "local", "now", "restart", "later"],
  ...["approve", "reject", "line-cut", "line-back"],
] as const;
type Move = (typeof MOVES)[number];

/** From which phases each one is come to; what is not here is come to from any. */
const WAYS_IN: Readonly<Record<string, readonly string[]>> = {
  reachable: ["contacting", "enrolling", "pending"],
  enrolling: ["reachable"],
  pending: ["enrolling"],
  active: ["approved"],
  rejected: ["enrolling", "pending"],
  expired: ["enrolling", "pending"],
};

test("whatever a person, the line and the plane do, no state is skipped and no approval lost", async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...MOVES), { minLength: 4, maxLength: 14 }),
      (moves) => walk(t, moves),
    ),
    { numRuns: cases(15) },
  );
});

async function walk(t: TestContext, moves: readonly Move[]): Promise<void> {
  const front = await openFront(t);
  const phases: string[] = ["unconfigured"];
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  const { memory } = bench;
  const set = memory.set.bind(memory);
  let approvedUid: string | undefined;
  memory.set = (key, text) => {
    if (key === "registration") {
      const { phase, approved } = JSON.parse(text);
      if (phase !== phases.at(-1)) phases.push(phase);
      assert.ok(approvedUid === undefined || approved !== undefined, "an approval was lost");
      approvedUid = approved?.hostUid;
    }
    return set(key, text);
  };
  for (const move of moves) {
    await take(move, bench, front);
    await passing(bench, `calm after ${move}`, () => isCalm(bench));
  }
  front.sabotage = () => ({ is: "pass" });
  await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
  await passing(bench, "active", () => bench.registration().view().state === "active");
  for (const [at, phase] of phases.entries()) {
    const before = phases[at - 1] ?? "";
    const isAllowed = at === 0 || WAYS_IN[phase]?.includes(before) !== false;
    assert.ok(isAllowed, `${before} -> ${phase} after ${moves.join(", ")}`);
  }
}

/** Time goes on while it is waited for: a host that asked much waits for its turn. */
function passing(bench: Bench, what: string, is: () => boolean): Promise<boolean> {
  return eventually(`${what}: ${JSON.stringify(bench.registration().view())}`, () => {
    const isThere = is();
    if (!isThere) bench.clock.advance(100);
    return isThere;
  });
}

/** It waits for time to pass, for a held answer, or for a person. */
function isCalm(bench: Bench): boolean {
  const { state, nextTryMs = 0, problem } = bench.registration().view();
  if (nextTryMs > bench.clock.nowMs() || problem !== undefined) return true;
  return ["unconfigured", "local", "pending", "rejected", "expired"].includes(state);
}

async function take(move: Move, bench: Bench, front: Front): Promise<void> {
  const registration = bench.registration();
  const [open] = bench.plane.pending();
  switch (move) {
    case "token":
      return registration.start({ method: "token", plane: front.url, token: TOKEN });
    case "qr":
      return registration.start({ method: "qr", plane: front.url });
    case "cancel":
      return registration.cancel();
    case "local":
      return registration.goLocal();
    case "now":
      return registration.tryNow().catch(() => {});
    case "restart":
      return bench.restart();
    case "later":
      return bench.clock.advance(301_000);
    case "approve":
      return void (open && (await bench.plane.approve(open.userCode)));
    case "reject":
      return void (open && (await bench.plane.reject(open.userCode)));
    case "line-cut":
      front.sabotage = () => ({ is: "lose-request" });
      return;
    case "line-back":
      front.sabotage = () => ({ is: "pass" });
  }
}

function statesSeen({ views }: Bench): readonly RegistrationState[] {
  return views.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
}
