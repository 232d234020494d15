import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYMAP } from "../../hooks/keymap.ts";
import type { Command, Snapshot } from "../../src/session/index.ts";
import { answerLikeAnAgent } from "../support/busy-agent.ts";
import { type App, mount, PROFILES } from "../support/screen.tsx";
import { type Seeded, seeded } from "../support/seeded.ts";
import { finishedSnapshot, freshSnapshot, PLAN, runOf } from "../support/session.ts";

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const KEYS = [...new Set(KEYMAP.flatMap(({ keys }) => keys))];
/** What hands press most, and what leads deepest. */
const FREQUENT = ["enter", "enter", "down", "down", "up", "p", "x", "w", "tab", "escape"];

/** Keys in each situation for `npm test`; by hand more: `KEY_STORM=10000`. */
const STORM_KEYS = Number(process.env.KEY_STORM ?? 80);
/** A storm that has not come by its question goes on until it has, at most this long. */
const MOST_KEYS = 2000;

interface Situation {
  readonly seed: number;
  readonly screen: string;
  readonly snapshot: Snapshot;
  /** The storm has to come by this question, or it shows nothing. */
  readonly meets: RegExp;
}

const SITUATIONS: readonly Situation[] = [
  {
    seed: 41,
    screen: "Cluster",
    snapshot: freshSnapshot({ plan: PLAN }),
    meets: /Apply this plan to the host\?/,
  },
  {
    seed: 52,
    screen: "Cluster",
    snapshot: freshSnapshot({ run: runOf(["done", "running"]) }),
    meets: /Cancel this run\?/,
  },
  { seed: 43, screen: "Checks", snapshot: freshSnapshot(), meets: /^Waive /m },
  { seed: 44, screen: "Registration", snapshot: finishedSnapshot(), meets: /eave the plane/ },
];

/** What must stand on the screen, and under the highlight, in the moment it is sent. */
function confirmationOf(command: Command, { wasActive }: { wasActive: boolean }): RegExp[] {
  if (command.do === "approve")
    return [/Apply this plan to the host\?|Save these settings\?/, /^> (Apply the plan|Save)/m];
  if (command.do === "cancel")
    return [/Cancel this run\?/, command.undo ? /^> Cancel, and undo/m : /^> Cancel, and keep/m];
  if (command.do === "save-document")
    return [/^Waive .*|^Take back the waiver/m, /^Reason {2}.*\S{1}|^> Take the waiver back/m];
  if (command.do === "go-local" && wasActive) return [/Leave the plane/, /^> Leave/m];
  return [];
}

for (const { seed, screen, snapshot, meets } of SITUATIONS) {
  test(`whatever is pressed, from ${screen} on, nothing throws and nothing is done unasked (seed ${seed})`, async () => {
    const random = seeded(seed);
    const app = await mount(snapshot, { profile: PROFILES.utf8 });
    const pressed: string[] = [];
    const story = () => `seed ${seed}, keys so far: ${JSON.stringify(pressed)}`;
    let before = "";
    let wasActive = false;
    let hasMet = false;
    let ending: string | undefined;
    const unasked: string[] = [];
    void app.ended.then(
      (reason) => {
        ending = reason;
      },
      (thrown) => {
        ending = String(thrown);
      },
    );
    answerLikeAnAgent(app, (command) => {
      const missing = confirmationOf(command, { wasActive }).filter((part) => !part.test(before));
      if (missing.length > 0)
        unasked.push(`${command.do} without ${missing.join(", ")}\n${before}`);
    });
    await app.goTo(screen);
    for (let count = 0; count < STORM_KEYS || (!hasMet && count < MOST_KEYS); count++) {
      if (count % 40 === 39) happen(app, random);
      before = app.screen();
      hasMet ||= meets.test(before);
      wasActive = app.client.snapshot().registration.state === "active";
      const key = isLeaving(before) ? "escape" : nextKey(random);
      pressed.push(key);
      app.clock.advance(350);
      await app.tap(key);
      assert.equal(ending, undefined, story());
      assert.deepEqual(unasked, [], story());
    }
    assert.ok(app.screen().trim() !== "", story());
    assert.ok(hasMet, `never came by ${meets}; ${story()}`);
    await app.close();
  });
}

function nextKey(random: Seeded): string {
  const dice = random.below(10);
  if (dice < 6) return random.pick(FREQUENT);
  return dice < 8 ? random.pick(KEYS) : random.pick(PRINTABLE);
}

/** On the question whether to close, the highlight on yes: going on would be the end of the test. */
const isLeaving = (screen: string) => /^> Close the console/m.test(screen);

/** Time passes, and sometimes something changes without the person. */
function happen(app: App, random: Seeded): void {
  app.clock.advance(random.pick([10, 400, 5000, 70_000]));
  const run = app.client.snapshot().run;
  if (run?.endedMs === null && random.below(3) === 0)
    app.client.change("run", { ...run, state: "succeeded", endedMs: app.clock.nowMs() });
  if (random.below(6) === 0) app.client.change("plan", PLAN);
}
