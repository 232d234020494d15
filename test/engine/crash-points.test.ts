import assert from "node:assert/strict";
import { test } from "node:test";
import {
  approveRun,
  driveRun,
  handlerMap,
  makePlan,
  type RunHandle,
  type RunParts,
} from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { createTestJournal } from "../support/journal.ts";
import { cutPowerAt, untilCut } from "../support/power-cuts.ts";
import { cancelHandler, candidateOf, lineHandler, lineStep } from "../support/steps.ts";

const NO_SECRETS = { read: async () => undefined, matches: () => undefined };
const CANDIDATE = candidateOf(lineStep("a"), lineStep("b"), lineStep("c", { commit: true }));

/** Runs to the end with the power cut at the given point; counts the points there are. */
async function runWithCutAt(
  cutAt: number,
): Promise<{ points: number; dump: unknown; ended: number }> {
  const host = createMemoryHost({ files: { "/etc/a": "old" } });
  const journal = createTestJournal();
  const counted = cutPowerAt(cutAt, { host, journal });
  const parts: RunParts = {
    host,
    journal,
    handlers: handlerMap([lineHandler]),
    secrets: NO_SECRETS,
    candidate: async () => CANDIDATE,
    onChange: () => undefined,
    random: () => 0,
  };
  const begin = async () => {
    const plan = await makePlan({
      ...parts,
      goal: { do: "converge" },
      generation: 1,
      candidate: CANDIDATE,
      signal: new AbortController().signal,
    });
    return approveRun(journal, { plan, actor: { user: "ada", from: "tty1" }, documentText: "" });
  };
  const wholeRun = async () => driveRun(parts, await begin()).settled;
  if ((await untilCut(wholeRun)) === "cut") {
    host.powerCut();
    journal.powerOn();
    const open = journal.openRun();
    if (open !== undefined) await driveRun(parts, open).settled;
    // The cut came before the approval was durable: the person approves again.
    else if (journal.all.length === 0) await wholeRun();
  }
  return {
    points: counted.points,
    dump: host.paths().map((path) => [path, host.text(path)]),
    ended: journal.all.filter(({ type }) => type === "run-ended").length,
  };
}

test("wherever the power goes, before or after every record and side effect, the end is the same", async () => {
  const whole = await runWithCutAt(0);
  assert.ok(whole.points > 20, `only ${whole.points} points were found`);
  for (let cutAt = 1; cutAt <= whole.points; cutAt++) {
    const cut = await runWithCutAt(cutAt);
    assert.deepEqual(cut.dump, whole.dump, `cut at point ${cutAt}`);
    assert.equal(cut.ended, 1, `cut at point ${cutAt}: the run ends exactly once`);
  }
});

/** Cancels with undo in the third step, with the power cut at the given point of it all. */
async function takenBackWithCutAt(cutAt: number) {
  const host = createMemoryHost({ files: { "/etc/a": "old" } });
  const journal = createTestJournal();
  let handle: RunHandle | undefined;
  const candidate = candidateOf(
    lineStep("a"),
    lineStep("b"),
    lineStep("c", { kind: "test.cancel" }),
  );
  const parts: RunParts = {
    host,
    journal,
    handlers: handlerMap([lineHandler, cancelHandler(() => handle)]),
    secrets: NO_SECRETS,
    candidate: async () => candidate,
    onChange: () => undefined,
    random: () => 0,
  };
  const { signal } = new AbortController();
  const request = { ...parts, goal: { do: "converge" }, generation: 1, candidate, signal } as const;
  const plan = await makePlan(request);
  const runId = approveRun(journal, {
    plan,
    actor: { user: "ada", from: "tty1" },
    documentText: "",
  });
  const counted = cutPowerAt(cutAt, { host, journal });
  const goOn = async () => {
    handle = driveRun(parts, runId);
    return handle.settled;
  };
  if ((await untilCut(goOn)) === "cut") {
    host.powerCut();
    journal.powerOn();
    if (journal.openRun() !== undefined) await goOn();
  }
  const ends = journal.all.flatMap((record) =>
    record.type === "run-ended" ? [record.outcome, record.message] : [],
  );
  const { points } = counted;
  return { points, end: { ends, dump: host.paths().map((path) => [path, host.text(path)]) } };
}

test("wherever the power goes while a run is taken back, everything is as before, once", async () => {
  const whole = await takenBackWithCutAt(0);
  assert.deepEqual(whole.end, {
    ends: ["cancelled", "cancelled; everything this run did was taken back"],
    dump: [["/etc/a", "old"]],
  });
  assert.ok(whole.points > 25, `only ${whole.points} points were found`);
  for (let cutAt = 1; cutAt <= whole.points; cutAt++) {
    const cut = await takenBackWithCutAt(cutAt);
    assert.deepEqual(cut.end, whole.end, `cut at point ${cutAt} of ${whole.points}`);
  }
});
