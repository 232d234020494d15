import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { windowStart } from "../../screens/components/menu-window.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { type App, mount } from "../support/screen.tsx";
import { seeded } from "../support/seeded.ts";
import {
  CHECKS,
  finishedSnapshot,
  freshSnapshot,
  NOW_MS,
  PLAN,
  runOf,
  STEPS,
} from "../support/session.ts";

/** More than a page of it. */
const LONG = "a long story that goes on and on and on, with many words in it; ".repeat(30).trim();
const SENTENCE = LONG.slice(0, 300);

const manySteps = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...(STEPS[5] as (typeof STEPS)[number]),
    id: `step-${index}`,
    title: `Restart service number ${index} of ${SENTENCE}`,
    dependsOn: [],
  }));
const BIG_PLAN = { ...PLAN, plan: { ...PLAN.plan, steps: manySteps(40) } };

const failed = CHECKS.results[2] as (typeof CHECKS.results)[number];
const LONG_CHECK = {
  ...failed,
  why: SENTENCE,
  remedy: SENTENCE,
  evidence: Array.from({ length: 60 }, (_, index) => `line ${index} of what was seen`),
};
const oneCheck = (result: Snapshot["checks"]["results"][number]) =>
  freshSnapshot({ checks: { ...CHECKS, results: [result, ...CHECKS.results.slice(3)] } });

const failedStep = (hint: string) => {
  const run = runOf(["done", "done", "failed"], { state: "paused", message: SENTENCE });
  const steps = run.steps.map((step) =>
    step.error === undefined
      ? step
      : { ...step, error: { ...step.error, message: SENTENCE, hint } },
  );
  return freshSnapshot({ run: { ...run, steps } });
};

const opened =
  (title: string, ...commands: Parameters<App["press"]>) =>
  async (app: App) => {
    await app.goTo(title);
    await app.press(...commands);
  };

interface Told {
  readonly what: string;
  readonly snapshot: Snapshot;
  readonly steps: (app: App) => Promise<void>;
  /** Everything a person has to see to go on, the highlighted line first. */
  readonly shows: readonly RegExp[];
}

const TOLD: readonly Told[] = [
  {
    what: "a plan of 40 steps without a way back",
    snapshot: freshSnapshot({ plan: BIG_PLAN }),
    steps: async (app) => {
      app.client.answers = () => ({ is: "planned", plan: BIG_PLAN });
      await app.goTo("Cluster");
      await app.press("preview");
      await app.shows("Plan 3f9a");
      await app.press("choose");
    },
    shows: [/^> Not yet, back to the plan$/m, /^ {2}Apply the plan/m, /^and \d+ more lines$/m],
  },
  {
    what: "a waiver with a reason of a page",
    snapshot: oneCheck({ ...failed, waived: { reason: LONG } }),
    steps: async (app) => {
      await app.goTo("Checks");
      await app.press("filter");
      await app.type("drive waived");
      await app.press("next-field", "waive");
    },
    shows: [/^> No, it stays waived$/m, /^ {2}Take the waiver back$/m],
  },
  {
    what: "a check with 60 lines of evidence",
    snapshot: oneCheck(LONG_CHECK),
    steps: opened("Checks", "choose"),
    shows: [/^> \[FAIL\] Main drive/m, /^Do: a long story/m, /^and \d+ more lines$/m],
  },
  {
    what: "a finding of a page that is waived",
    snapshot: oneCheck({ ...LONG_CHECK, observed: LONG, title: SENTENCE }),
    steps: opened("Checks", "waive"),
    shows: [/^Reason$/m, /^It stays in the list/m, /^and \d+ more lines$/m],
  },
  {
    what: "a failed step with a long message and a long hint",
    snapshot: failedStep(SENTENCE),
    steps: opened("Cluster"),
    shows: [/^> \[FAIL\] +3 /m, /^ +Do: a long story/m],
  },
  {
    what: "a plane that refuses with a long story",
    snapshot: freshSnapshot({
      registration: {
        state: "conflict",
        method: "qr",
        plane: `https://${"plane.".repeat(20)}example.net`,
        message: LONG,
        sinceMs: NOW_MS,
        fingerprint: "9F:3A:22:C1",
        nextTryMs: NOW_MS + 60_000,
        problem: { code: "HOST_ID_TAKEN", kind: "conflict", message: LONG, hint: LONG },
      },
    }),
    steps: opened("Registration"),
    shows: [/^> Try again now$/m, /^ {2}Change plane, method or token$/m, /^ {2}Go on in local/m],
  },
  {
    what: "an entry of the log as long as a page",
    snapshot: freshSnapshot({
      activity: [{ seq: 1, atMs: NOW_MS, level: "error", subject: "agent", message: LONG }],
    }),
    steps: opened("Activity", "choose"),
    shows: [/^> 12:30:49 \[FAIL\]/m, /^and \d+ more lines$/m],
  },
  {
    what: "a host with twelve addresses and a store it may not write",
    snapshot: freshSnapshot({
      engine: { ...freshSnapshot().engine, store: { is: "read-only", why: LONG } },
      host: {
        ...freshSnapshot().host,
        addresses: Array.from({ length: 12 }, (_, index) => `10.0.0.${index}/24`),
      },
      run: failedStep("x").run,
    }),
    steps: async () => {},
    shows: [/^> Look at the paused run/m, /and 10 more$/m],
  },
];

for (const { what, snapshot, steps, shows } of TOLD) {
  test(`${what}: what to choose from stays on an 80x24 screen`, async () => {
    const app = await mount(snapshot);
    await steps(app);
    for (const wanted of shows) assert.match(app.screen(), wanted);
    assert.match(app.line(23), /(?:Tab|Enter|Esc) \w+/);
    await app.close();
  });
}

test("leaving the plane says what it costs and keeps both answers in view", async () => {
  const app = await mount(finishedSnapshot());
  await opened("Registration", "down", "choose")(app);
  assert.match(app.screen(), /^> No, stay registered$/m);
  assert.match(app.screen(), /^ {2}Leave the plane/m);
  await app.close();
});

const LONG_LISTS: readonly Told[] = [
  {
    what: "60 checks",
    snapshot: freshSnapshot({
      checks: {
        ...CHECKS,
        results: Array.from({ length: 60 }, (_, index) => ({ ...failed, id: `check.n${index}` })),
      },
    }),
    steps: opened("Checks"),
    shows: [],
  },
  {
    what: "200 entries of the log",
    snapshot: freshSnapshot({
      activity: Array.from({ length: 200 }, (_, index) => ({
        seq: 200 - index,
        atMs: NOW_MS,
        level: "info" as const,
        subject: "agent",
        message: `entry ${index}`,
      })),
    }),
    steps: opened("Activity"),
    shows: [],
  },
  {
    what: "a run of 70 steps",
    snapshot: freshSnapshot({
      run: {
        ...runOf([]),
        steps: manySteps(70).map((step, index) => ({
          ...(runOf(["running"]).steps[index === 33 ? 0 : 1] as ReturnType<
            typeof runOf
          >["steps"][number]),
          id: step.id,
        })),
      },
    }),
    steps: opened("Cluster"),
    shows: [],
  },
  {
    what: "the help",
    snapshot: freshSnapshot(),
    steps: (app) => app.press("help"),
    shows: [],
  },
];
const MOVES = ["down", "down", "up", "pagedown", "pagedown", "pageup", "home", "end", "7"];

for (const { what, snapshot, steps } of LONG_LISTS) {
  test(`wherever one goes in ${what}, the highlighted line is in view`, async () => {
    const random = seeded(5);
    const app = await mount(snapshot);
    await steps(app);
    for (let move = 0; move < 20; move++) {
      const marked = app
        .screen()
        .split("\n")
        .slice(4)
        .filter((line) => line.startsWith(">"));
      assert.equal(marked.length, 1, app.screen());
      await app.tap(random.pick(MOVES));
    }
    await app.close();
  });
}

test("whatever was in the window before, it holds the highlight, and no blank below the last row", () => {
  for (let count = 1; count <= 12; count++)
    for (let rows = 1; rows <= 13; rows++)
      for (let start = 0; start <= 12; start++)
        for (let index = 0; index < count; index++) {
          const first = windowStart({ start, index, rows, count });
          const at = JSON.stringify({ start, index, rows, count, first });
          assert.ok(first <= index && index < first + rows, at);
          assert.ok(first >= 0 && (first === 0 || first + rows <= count), at);
        }
});
