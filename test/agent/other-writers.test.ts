import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { otherWriters } from "../../src/agent/other-writers.ts";
import { openRepairs } from "../../src/agent/repairs.ts";
import { assemblePlan, type DurableState } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { freshSnapshot } from "../support/session.ts";
import { lineStep } from "../support/steps.ts";

const { signal } = new AbortController();
const MINUTE = 60_000;
const plan = (id: string) =>
  assemblePlan({
    ...{ goal: { do: "repair" }, generation: 1, skipped: [], blocked: [] },
    steps: [{ ...lineStep(id), changes: [] }],
  });

test("twice within ten minutes or three times within the hour is a fight; anything else, or another difference, is none", () => {
  const kept = new Map<string, unknown>();
  const state: DurableState = {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, JSON.parse(JSON.stringify(value))),
  };
  let nowMs = 100 * MINUTE;
  const clock = { ...createMemoryHost().clock, nowMs: () => nowMs };
  const repairs = openRepairs(state, clock);
  const [one, other] = [plan("one"), plan("other")];
  const foughtAfter = (minutes: number) => {
    nowMs += minutes * MINUTE;
    repairs.add(one);
    return openRepairs(state, clock).fought(one);
  };
  assert.deepEqual([foughtAfter(0), foughtAfter(11), foughtAfter(11)], [undefined, undefined, 3]);
  assert.equal(repairs.fought(other), undefined);
  assert.deepEqual([foughtAfter(61), foughtAfter(9)], [undefined, 2]);
  nowMs -= 60 * MINUTE;
  assert.equal(repairs.fought(one), undefined, "times of a clock that was set back say nothing");
});

test("who is known to write to hosts is named, and nobody where nobody is", async () => {
  const board = createBoard(freshSnapshot(), () => 0);
  const bare = createMemoryHost();
  assert.equal(await otherWriters({ board, host: bare, signal }), undefined);
  const files = { "/sys/fs/cgroup/system.slice/stylus-agent.service/cgroup.procs": "812\n" };
  const host = createMemoryHost({ files });
  assert.equal(await otherWriters({ board, host, signal }), "the Palette agent");
});
