import assert from "node:assert/strict";
import { test } from "node:test";
import { guardWithChecks } from "../../src/agent/guard.ts";
import type { CheckResult } from "../../src/checks/index.ts";
import { assemblePlan } from "../../src/engine/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import { lineStep } from "../support/steps.ts";

const founding = assemblePlan({
  goal: { do: "converge" },
  generation: 1,
  steps: [{ ...lineStep("commit", { commit: true }), changes: [] }],
  skipped: [],
  blocked: [],
});
const small: CheckResult = {
  id: "hardware.main-drive",
  title: "Main drive",
  group: "hardware",
  source: "requirements",
  tookMs: 1,
  status: "fail",
  observed: "62 GB",
  expected: "100 GB",
  code: "DRIVE_TOO_SMALL",
  remedy: "Fit a larger drive.",
};
const document: EdgeHost = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec: {} };
const waiving: EdgeHost = {
  ...document,
  spec: { checks: { waivers: [{ id: small.id, reason: "lab machine" }] } },
};

test("a failed check blocks the founding of a cluster on a real host", () => {
  const { blocked } = guardWithChecks({ plan: founding, document, mode: "host", results: [small] });
  assert.deepEqual(blocked, [
    {
      code: "hardware.main-drive",
      message: "Main drive: 62 GB",
      hint: "Fit a larger drive. To go on all the same, waive hardware.main-drive with a reason.",
    },
  ]);
});

test("a waiver in the very document that is applied counts", () => {
  const plan = guardWithChecks({
    plan: founding,
    document: waiving,
    mode: "host",
    results: [small],
  });
  assert.deepEqual(plan, founding);
});

test("in rehearsal a failed check is said and blocks nothing", () => {
  const plan = guardWithChecks({ plan: founding, document, mode: "rehearsal", results: [small] });
  assert.deepEqual(plan.blocked, []);
  assert.deepEqual(plan.skipped, [
    { title: "Check Main drive", reason: "62 GB: on a real host this blocks, unless waived" },
  ]);
});

test("settings alone are never blocked by checks of the hardware", () => {
  const settings = { ...founding, steps: founding.steps.map(({ commit: _, ...step }) => step) };
  const plan = guardWithChecks({ plan: settings, document, mode: "host", results: [small] });
  assert.deepEqual(plan, settings);
});
