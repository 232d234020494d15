import assert from "node:assert/strict";
import test from "node:test";
import {
  type Check,
  type CheckOutcome,
  type CheckResult,
  defineCheck,
  fail,
  pass,
  type RunChecksRequest,
  runChecks,
  summarize,
} from "../../src/checks/index.ts";
import { ABSENT, unknown } from "../../src/engine/index.ts";
import { type Inventory, observeInventory } from "../../src/inventory/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import { loadMachine } from "../support/machines.ts";

const { signal } = new AbortController();
const { host } = loadMachine("amd64-server");
const inventory = await observeInventory(host, { signal });

function checkThat(run: () => CheckOutcome | Promise<CheckOutcome>, more: Partial<Check> = {}) {
  return defineCheck({
    id: "hardware.probe",
    title: "Probe",
    group: "hardware",
    needs: [],
    source: "this test",
    run,
    ...more,
  });
}

async function runOne(check: Check, more: Partial<RunChecksRequest> = {}): Promise<CheckOutcome> {
  const [result] = await runChecks({ host, inventory, signal, checks: [check], ...more });
  assert.ok(result);
  const { id: _id, title: _title, group: _group, source: _source, tookMs: _took, ...rest } = result;
  return rest;
}

const finding = { code: "PROBE_BAD", expected: "better", remedy: "Mend it." };

test("a check that throws is unknown with the reason, and the others go on", async () => {
  const results = await runChecks({
    host,
    inventory,
    signal,
    checks: [
      checkThat(() => {
        throw new Error("the probe fell off");
      }),
      checkThat(() => pass("fine"), { id: "hardware.other" }),
    ],
  });
  assert.deepEqual(
    results.map(({ id, status, observed }) => [id, status, observed]),
    [
      ["hardware.probe", "unknown", "the probe fell off"],
      ["hardware.other", "pass", "fine"],
    ],
  );
});

test("a check that hangs is unknown after its own deadline", async () => {
  const check = checkThat(() => new Promise(() => {}), { timeoutMs: 10 });
  assert.deepEqual(await runOne(check), {
    status: "unknown",
    observed: "no answer within 10 ms",
  });
});

test("cancelling ends every check at once", async () => {
  const check = checkThat(() => new Promise(() => {}), { timeoutMs: 60_000 });
  assert.deepEqual(await runOne(check, { signal: AbortSignal.abort() }), {
    status: "unknown",
    observed: "cancelled",
  });
});

test("a subject the check needs and that is unknown or absent is answered without asking it", async () => {
  const check = checkThat(() => assert.fail("was asked"), { needs: ["cpu", "dmi"] });
  const withFacts = (facts: Partial<Inventory>) => ({ inventory: { ...inventory, ...facts } });
  assert.deepEqual(await runOne(check, withFacts({ dmi: ABSENT })), {
    status: "skip",
    observed: "this machine has no DMI data",
  });
  const locked = unknown("/proc/cpuinfo: permission denied");
  assert.deepEqual(await runOne(check, withFacts({ cpu: locked, dmi: ABSENT })), {
    status: "unknown",
    observed: "/proc/cpuinfo: permission denied",
    remedy: "Run the checks as root.",
  });
});

test("a waiver adds its reason and leaves the status as it is", async () => {
  const document: EdgeHost = {
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { checks: { waivers: [{ id: "hardware.probe", reason: "lab machine" }] } },
  };
  assert.deepEqual(
    await runOne(
      checkThat(() => fail("bad", finding)),
      { document },
    ),
    {
      status: "fail",
      observed: "bad",
      ...finding,
      waived: { reason: "lab machine" },
    },
  );
});

test("results come in the order of the list, and each is told as it ends", async () => {
  const told: string[] = [];
  const slow = checkThat(
    async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return pass("slow");
    },
    { id: "hardware.slow" },
  );
  const quick = checkThat(() => pass("quick"), { id: "hardware.quick" });
  const results = await runChecks({
    host,
    inventory,
    signal,
    checks: [slow, quick],
    onResult: ({ id }) => told.push(id),
  });
  assert.deepEqual(
    results.map(({ id }) => id),
    ["hardware.slow", "hardware.quick"],
  );
  assert.deepEqual(told, ["hardware.quick", "hardware.slow"]);
});

test("a check that measures time waits until all others are done", async () => {
  const order: string[] = [];
  const note = (name: string, more: Partial<Check> = {}) =>
    checkThat(
      async () => {
        order.push(`${name} starts`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
        return pass(name);
      },
      { id: `hardware.${name}`, ...more },
    );
  const checks = [note("alone", { runsAlone: true }), note("one"), note("two")];
  await runChecks({ host, inventory, signal, checks });
  assert.deepEqual(order, [
    "one starts",
    "two starts",
    "one ends",
    "two ends",
    "alone starts",
    "alone ends",
  ]);
});

test("the summary counts every result once; a waived finding counts as waived only", () => {
  const result = (status: CheckOutcome["status"], waived = false): CheckResult => {
    const about = { id: "a.b", title: "A", group: "system", source: "test", tookMs: 1 } as const;
    const outcome = { status, observed: "x", ...finding } as CheckOutcome;
    return { ...about, ...outcome, ...(waived ? { waived: { reason: "because" } } : {}) };
  };
  assert.deepEqual(
    summarize([
      result("pass"),
      result("pass", true),
      result("warn"),
      result("warn", true),
      result("fail"),
      result("fail", true),
      result("unknown", true),
      result("skip", true),
      result("unknown"),
    ]),
    { pass: 2, warn: 1, fail: 1, skip: 1, unknown: 1, waived: 3 },
  );
});
