import assert from "node:assert/strict";
import { test } from "node:test";
import type { RegistrationView } from "../../src/registration/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Bench, openBench, TOKEN } from "./bench.ts";
import { openFront } from "./front.ts";

const MOMENTS = ["lose-request", "lose-answer"] as const;

for (const moment of MOMENTS) {
  test(`killed at any request (${moment}), a waiting host goes on with the same code and key`, async (t) => {
    for (let cut = 1; cut <= 6; cut++) {
      const front = await openFront(t);
      const bench = await openBench(t, { plane: { publicUrl: front.url } });
      front.target = bench.plane.url;
      let restarted: Promise<void> | undefined;
      front.sabotage = ({ number }) => {
        if (number !== cut) return { is: "pass" };
        restarted = bench.restart();
        return { is: moment };
      };
      await bench.registration().start({ method: "qr", plane: front.url });
      const code = await approveOnce(bench.until, bench.plane.approve);
      const view = await skipPauses(bench, "active");
      await restarted;
      const [host, ...others] = bench.plane.hosts();
      assert.deepEqual(
        [others, host?.uid, host?.fingerprint],
        [[], view.hostUid, view.fingerprint],
      );
      assert.deepEqual(bench.plane.pending(), []);
      assert.equal(bench.events.filter((event) => event.is === "enrolment-received").length, 1);
      assert.ok(code);
    }
  });
}

for (const moment of MOMENTS) {
  test(`killed at any request of its reports (${moment}), a registered host loses no word in either direction`, async (t) => {
    for (let cut = 1; cut <= 4; cut++) {
      const front = await openFront(t);
      const bench = await openBench(t, { plane: { publicUrl: front.url } });
      front.target = bench.plane.url;
      await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
      const { hostUid = "" } = await bench.until(
        "a calm host",
        ({ state, nextTryMs }) => state === "active" && nextTryMs !== undefined,
      );
      await bench.registration().stop();
      bench.registration().record({ type: "run.ended", severity: "info", data: { cut } });
      await bench.plane.assign(hostUid, { cut });
      const first = front.seen.length;
      let restarted: Promise<void> | undefined;
      front.sabotage = ({ number }) => {
        if (number !== first + cut) return { is: "pass" };
        restarted = bench.restart();
        return { is: moment };
      };
      await bench.restart();
      await eventually("both sides know all", () => {
        const { nextTryMs = 0, desired } = bench.registration().view();
        const isPaused = nextTryMs > bench.clock.nowMs();
        if (isPaused) bench.clock.advance(nextTryMs - bench.clock.nowMs());
        const isTold = bench.events.some(({ is }) => is === "events-received");
        return isTold && desired?.revision === 1 && restarted !== undefined;
      });
      await restarted;
      assert.deepEqual(
        bench.plane.hosts().map(({ uid }) => uid),
        [hostUid],
      );
      assert.deepEqual(bench.desired.at(-1), [{ cut }, 1]);
    }
  });
}

/** Lets the time of every pause pass, until the state is reached. */
async function skipPauses(
  bench: Bench,
  state: RegistrationView["state"],
): Promise<RegistrationView> {
  for (;;) {
    const view = await bench.until(
      `${state} or a pause`,
      (seen) => seen.state === state || (seen.nextTryMs ?? 0) > bench.clock.nowMs(),
    );
    if (view.state === state) return view;
    bench.clock.advance((view.nextTryMs ?? 0) - bench.clock.nowMs());
  }
}

async function approveOnce(
  until: (what: string, fits: (view: RegistrationView) => boolean) => Promise<RegistrationView>,
  approve: (code: string) => Promise<unknown>,
): Promise<string | undefined> {
  const { approval } = await until("a code", (view) => view.approval !== undefined);
  await approve(approval?.userCode ?? "");
  return approval?.userCode;
}

test("killed after the plane took the token but before the answer, it needs no second token", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, {
    plane: { publicUrl: front.url, tokens: [{ token: TOKEN, uses: 1 }] },
  });
  front.target = bench.plane.url;
  front.sabotage = ({ method, number }) => {
    if (method !== "POST" || number > 2) return { is: "pass" };
    void bench.restart();
    return { is: "lose-answer" };
  };
  await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
  await bench.untilState("active");
  assert.equal(bench.plane.hosts().length, 1);
});

test("killed before the plane saw the token, it says that the token is needed again", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  front.sabotage = ({ method, number }) => {
    if (method !== "POST" || number > 2) return { is: "pass" };
    void bench.restart();
    return { is: "lose-request" };
  };
  await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
  const view = await bench.until("a word", ({ problem }) => problem?.code === "SECRET_MISSING");
  assert.deepEqual([view.state, view.nextTryMs], ["blocked", undefined]);
  assert.match(view.message, /kept in memory only/);
  await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
  await bench.untilState("active");
});

test("with the plane gone, a restart shows the code and the registration as they were", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const before = await bench.untilState("pending");
  await bench.plane.close();
  await bench.restart();
  const view = await bench.untilState("offline");
  assert.deepEqual(view.approval, before.approval);
  assert.equal(view.fingerprint, before.fingerprint);
  assert.match(view.message, /The request stays open at the plane/);
});

test("a site that lost power does not come back as one: the first contact is spread", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  await bench.untilState("active");
  await bench.restart();
  await bench.untilState("active");
  const record = JSON.parse(bench.memory.get("registration") ?? "{}");
  bench.memory.set("registration", JSON.stringify({ ...record, bootId: "another-boot" }));
  await bench.registration().stop();
  const sent = bench.events.length;
  await bench.restart();
  const view = await bench.until("a pause", ({ nextTryMs }) => nextTryMs !== undefined);
  assert.equal((view.nextTryMs ?? 0) - bench.clock.nowMs(), 30_000);
  assert.equal(bench.events.length, sent);
});

test("a person who tries now is heard, but not more often than every two seconds", async (t) => {
  const bench = await openBench(t);
  await bench.plane.close();
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  const first = await bench.until("a pause", ({ nextTryMs }) => nextTryMs !== undefined);
  assert.equal((first.nextTryMs ?? 0) - bench.clock.nowMs(), 7500);
  await bench.registration().tryNow();
  const hurried = await bench.until(
    "a shorter pause",
    ({ nextTryMs }) => nextTryMs !== first.nextTryMs,
  );
  assert.equal((hurried.nextTryMs ?? 0) - bench.clock.nowMs(), 2000);
  bench.clock.advance(2000);
  const second = await bench.until(
    "a longer pause",
    ({ nextTryMs }) => (nextTryMs ?? 0) > bench.clock.nowMs() + 2000,
  );
  assert.equal((second.nextTryMs ?? 0) - bench.clock.nowMs(), 15_000);
});

test("giving up leaves the host unregistered; an approval from before stays", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "qr", plane: bench.plane.url });
  await bench.untilState("pending");
  await bench.registration().cancel();
  assert.equal(bench.registration().view().state, "unconfigured");
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  const { hostUid } = await bench.untilState("active");
  await bench.registration().start({ method: "qr", plane: "http://127.0.0.1:9" });
  await bench.registration().cancel();
  const view = await bench.untilState("active");
  assert.deepEqual([view.hostUid, view.plane], [hostUid, bench.plane.url]);
});
