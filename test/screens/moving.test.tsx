import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Snapshot } from "../../src/session/index.ts";
import { type App, mount, PROFILES, TITLES } from "../support/screen.tsx";
import {
  CHECKS,
  CLUSTER,
  finishedSnapshot,
  freshSnapshot,
  PENDING,
  runOf,
} from "../support/session.ts";
import { TRIAL } from "../support/trial.ts";

/** 5 % of a 9600 baud line, in bytes a second. */
const AFFORDED = 48;

interface Situation {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** What the agent says in the n-th second. */
  readonly second?: (app: App, second: number) => void;
}

/** A second less each second, as the agent says it of a change that is tried. */
function countDown(app: App, second: number): void {
  app.client.change("network", { ...TRIAL, leftSeconds: TRIAL.leftSeconds - second });
}

const MOVING: readonly Situation[] = [
  {
    name: "a registration waits for approval and asks every 5 s",
    snapshot: freshSnapshot({ registration: PENDING }),
    second(app, second) {
      if (second % 5 !== 0) return;
      app.client.change("registration", { ...PENDING, nextTryMs: app.clock.nowMs() + 5000 });
    },
  },
  {
    name: "a run is in progress",
    snapshot: freshSnapshot({ run: runOf(["done", "done", "done", "done", "running"]) }),
  },
  {
    name: "a cluster is watched and answers in time, one time like the other",
    snapshot: finishedSnapshot(),
    second(app, second) {
      if (second % 2 === 0)
        app.client.change("cluster", { ...CLUSTER, atMs: app.clock.nowMs() - 300 });
    },
  },
  {
    name: "the agent is away",
    snapshot: { ...finishedSnapshot(), run: runOf(["done", "running"]) },
    second(app, second) {
      if (second === 0)
        app.client.change("engine", { ...app.client.snapshot().engine, link: "lost" });
    },
  },
];

const ALL_AT_ONCE: Situation = {
  name: "all of it happens at once",
  snapshot: {
    ...finishedSnapshot(),
    network: TRIAL,
    registration: PENDING,
    run: runOf(["done", "running"]),
  },
  second(app, second) {
    for (const each of MOVING.slice(0, 3)) each.second?.(app, second);
    countDown(app, second);
  },
};

const TRYING: Situation = {
  name: "a change of the network is tried",
  snapshot: freshSnapshot({ network: TRIAL }),
  second: countDown,
};

for (const { name, snapshot, second } of [...MOVING, TRYING, ALL_AT_ONCE]) {
  test(`on a serial line no screen sends more than 48 bytes a second while ${name}`, async () => {
    const app = await mount(snapshot);
    for (const screen of ["what opens by itself", ...TITLES]) {
      if (screen !== "what opens by itself") await app.goTo(screen);
      const before = app.sent().length;
      for (let at = 0; at < 60; at++) {
        second?.(app, at);
        app.clock.advance(1000);
        for (let turns = 0; turns < 3; turns++) await turn();
      }
      const perSecond = (app.sent().length - before) / 60;
      assert.ok(perSecond <= AFFORDED, `${screen}: ${perSecond.toFixed(1)} bytes a second`);
    }
    await app.close();
  });
}

const STILL: readonly Situation[] = [
  { name: "a fresh host", snapshot: freshSnapshot() },
  {
    name: "a host in local mode",
    snapshot: freshSnapshot({
      registration: { state: "local", message: "Local mode.", sinceMs: 0 },
      checks: CHECKS,
    }),
  },
  {
    name: "a run that has ended",
    snapshot: freshSnapshot({ run: runOf(["done"], { state: "succeeded", endedMs: 1 }) }),
  },
];

for (const { name, snapshot } of STILL) {
  for (const profile of [PROFILES.ascii, PROFILES.utf8]) {
    test(`${name} has no timer on any screen and sends nothing on ${profile.name}`, async () => {
      const app = await mount(snapshot, { profile });
      for (const screen of TITLES) {
        await app.goTo(screen);
        // Drafts and a remark may still have theirs.
        app.clock.advance(60_000);
        await app.settle();
        const before = app.sent().length;
        assert.equal(app.clock.timers(), 0, `${screen} has a timer`);
        app.clock.advance(60_000);
        await app.settle();
        assert.equal(app.sent().length, before, `${screen} sends something`);
      }
      await app.close();
    });
  }
}

test("on a fast line every second is shown", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }), { profile: PROFILES.utf8 });
  await app.goTo("Cluster");
  for (const shown of ["0:13", "0:14", "0:15"]) {
    app.clock.advance(1000);
    await app.settle();
    assert.ok(app.screen().includes(`${shown}, usual 2 s`), app.screen());
  }
  await app.close();
});

test("a remark leaves its line by itself, and its timer with it", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = () => ({
    is: "refused",
    error: { code: "PLAN_BLOCKED", kind: "conflict", message: "not now", hint: "Wait." },
  });
  await app.goTo("Checks");
  await app.press("check-again");
  assert.match(app.line(22), /Not now\. Wait\./);
  app.clock.advance(59_000);
  await app.settle();
  assert.match(app.line(22), /Not now/);
  app.clock.advance(2000);
  await app.settle();
  assert.equal(app.line(22), "");
  assert.equal(app.clock.timers(), 0);
  await app.close();
});
