import assert from "node:assert/strict";
import { test } from "node:test";
import { driftCondition } from "../../src/agent/drift.ts";
import { repairable } from "../../src/agent/repairable.ts";
import type { Plan, PlannedStep, Step } from "../../src/engine/index.ts";

function step(id: string, more: Partial<Step> = {}): PlannedStep {
  return {
    ...{ id, kind: "file.ensure", title: `Mend ${id}`, params: {}, inputsDigest: "d" },
    ...{ impact: "restart", undo: "exact", usualMs: 1, rerun: "safe", changes: [] },
    limit: { noProgressMs: 1, totalMs: 1 },
    ...more,
  };
}

function planOf(steps: readonly PlannedStep[], blocked: Plan["blocked"] = []): Plan {
  return { hash: "h", goal: { do: "converge" }, generation: 1, steps, skipped: [], blocked };
}

const CLASSES: readonly (readonly [Partial<Step>, string])[] = [
  [{ impact: "data-loss" }, "it loses data"],
  [{ impact: "reboot" }, "the host has to start anew"],
  [{ impact: "node-down" }, "what runs here would stop"],
  [{ commit: true }, "there is no way back from it"],
  [{ attended: true }, "it asks a person while it runs"],
  [{ rerun: "never" }, "it cannot be repeated"],
];

for (const [more, why] of CLASSES) {
  test(`a step is left to a person, with its whole section, because ${why}`, () => {
    const plan = planOf([step("time.config"), step("k3s.config"), step("k3s.service", more)]);
    assert.deepEqual([...repairable(plan)], ["time.config"]);
    const { message } = driftCondition(plan, "its document", { is: "left" });
    assert.ok(message.endsWith(`and 1 more: ${why}. See bringup converge.`), message);
  });
}

test("the differences say what they are, what is done about them, and what hinders it", () => {
  const plan = planOf([step("time.config")]);
  const wanted = "revision 7 of the plane";
  const told = (outcome: Parameters<typeof driftCondition>[2], of = plan) => {
    const { status, reason, message } = driftCondition(of, wanted, outcome);
    return [status, reason, message];
  };
  const differs = "The host differs from revision 7 of the plane: Mend time.config.";
  assert.deepEqual(told({ is: "left" }, planOf([])), [
    ...[
      "False",
      "AsAsked",
      "The host is as its document asks, with revision 7 of the plane in it.",
    ],
  ]);
  assert.deepEqual(told({ is: "repaired", titles: ["Mend a", "Mend b"] }, planOf([])), [
    ...["False", "Repaired", "Repaired by itself from revision 7 of the plane: Mend a; Mend b."],
  ]);
  assert.deepEqual(told({ is: "in-control", who: "ada" }), [
    ...["True", "PersonAtWork", `${differs} It is repaired once ada lets go of control.`],
  ]);
  assert.deepEqual(told({ is: "failed", why: "no space" }), [
    ...["True", "RepairFailed", `${differs} The repair failed and is tried again: no space`],
  ]);
  assert.deepEqual(told({ is: "fought", times: 2, writers: undefined }), [
    ...["True", "Contention"],
    `${differs} Repaired 2 times, it came back each time: find out what else writes there, and stop one of the two. It is left as it is for an hour.`,
  ]);
  assert.deepEqual(
    told({ is: "fought", times: 3, writers: "the Palette agent" })[2],
    [
      `${differs} Repaired 3 times, it came back each time: the Palette agent is at work here and may be the other writer, so stop one of the two. It is left as it is for an hour.`,
    ].join(),
  );
  const blocked = [{ code: "X", message: "a program is missing", hint: "Install it." }];
  assert.deepEqual(told({ is: "repaired", titles: ["Mend a"] }, planOf([step("b.c")], blocked)), [
    ...["True", "Repaired"],
    "Repaired by itself from revision 7 of the plane: Mend a. More is asked, but a program is missing. Install it.",
  ]);
});
