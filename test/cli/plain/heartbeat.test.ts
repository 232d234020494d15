import assert from "node:assert/strict";
import { test } from "node:test";
import { startHeartbeat } from "../../../src/cli/plain/heartbeat.ts";
import type { Talk } from "../../../src/cli/plain/talk.ts";
import { createTestClock } from "../../support/session.ts";

test("a wait speaks after 30 s in which nothing else was said, and is silent once it is over", () => {
  const clock = createTestClock();
  const said: (string | undefined)[] = [];
  const talk = { say: (text) => said.push(text) } as Pick<Talk, "say"> as Talk;
  const beat = startHeartbeat({ clock, talk }, () => "Still waiting.");
  clock.advance(29_000);
  beat.reset();
  clock.advance(29_000);
  assert.deepEqual(said, []);
  clock.advance(1_000);
  clock.advance(30_000);
  assert.deepEqual(said, ["Still waiting.", "Still waiting."]);
  beat.stop();
  clock.advance(300_000);
  assert.equal(said.length, 2);
});

test("a wait that has nothing to say is silent", () => {
  const clock = createTestClock();
  const said: unknown[] = [];
  const talk = { say: (text) => said.push(text) } as Pick<Talk, "say"> as Talk;
  const words: (string | undefined)[] = [undefined, "Now there is something."];
  startHeartbeat({ clock, talk }, () => words.shift());
  clock.advance(30_000);
  assert.deepEqual(said, []);
  clock.advance(30_000);
  assert.deepEqual(said, ["Now there is something."]);
});
