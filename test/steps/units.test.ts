import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnitState } from "../../src/engine/index.ts";
import { createManualClock, createMemoryHost, type MemoryHost } from "../../src/host/index.ts";
import { fileEnsure, unitEnsure } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied, handlerOf, verdictOn } from "../support/apply.ts";
import { candidateOf } from "../support/steps.ts";

const UNIT = "[Service]\nExecStart=/usr/bin/demo\n[Install]\nWantedBy=multi-user.target\n";

const RESTARTED = unitEnsure({
  id: "demo",
  unit: "demo.service",
  want: "restarted",
  watches: ["/etc/demo.conf", "/etc/systemd/system/demo.service"],
  impact: "restart",
});

function demoMachine(state: Partial<UnitState> = {}): MemoryHost {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT, "/etc/demo.conf": "a\n" },
  });
  host.setUnit("demo.service", state);
  return host;
}

test("a unit that started after its files changed is done; a changed file makes it work to do", async () => {
  const host = demoMachine();
  const context = contextOf(host, {});
  assert.deepEqual((await applied(candidateOf(RESTARTED), context)).ran, ["demo"]);
  host.manualClock?.advance(1000);
  assert.deepEqual((await applied(candidateOf(RESTARTED), context)).ran, []);
  host.put("/etc/demo.conf", "b\n");
  assert.deepEqual(await handlerOf(RESTARTED).check(RESTARTED.params, context), {
    is: "todo",
    message: "/etc/demo.conf changed after it was started",
  });
  await applied(candidateOf(RESTARTED), context);
  assert.deepEqual(
    host.effects.filter((effect) => /^unit (re)?start/.test(effect)),
    ["unit start demo.service", "unit restart demo.service"],
  );
});

test("a file dated in the future, after a clock went back, does not make it restart for ever", async () => {
  const host = demoMachine();
  host.manualClock?.advance(3_600_000);
  host.put("/etc/demo.conf", { content: "b\n", mode: 0o600 });
  const now = host.clock.nowMs();
  const earlier = { ...host.clock, nowMs: () => now - 1_800_000 };
  const context = contextOf(host, {});
  const seen: string[] = [];
  const back = { ...context, host: { ...host, clock: earlier } };
  const watched = { ...RESTARTED.params, watches: ["/etc/demo.conf"] };
  host.onSideEffect(({ phase, what }) => phase === "after" && seen.push(what));
  await handlerOf(RESTARTED).run(watched, back);
  assert.ok(
    seen.includes("write /etc/demo.conf"),
    "it is written again, to carry the present time",
  );
  assert.equal(host.text("/etc/demo.conf"), "b\n");
  assert.equal(host.mode("/etc/demo.conf"), 0o600);
});

test("a unit that is starting counts: its readiness is another step", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: { "demo.service": { start: () => ({ active: "activating", sub: "start" }) } },
  });
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  const context = contextOf(host, {});
  await applied(candidateOf(step), context);
  assert.deepEqual(context.evidence, ["demo.service: activating (start), disabled"]);
});

test("a unit that fails at once gives the last line of its journal, without secrets", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: {
      "demo.service": {
        start({ log }) {
          log("starting");
          log("fatal: token=K10abc wrong password=hunter2");
          return { active: "failed", sub: "failed" };
        },
      },
    },
  });
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
    code: "UNIT_FAILED",
    message: "demo.service did not start: fatal: token=******** wrong password=********",
  });
});

test("a unit whose start is skipped ends in an error, not in a wait without end", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: { "demo.service": { start: () => ({ active: "inactive", sub: "dead" }) } },
  });
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
    code: "UNIT_FAILED",
  });
});

test("a unit that systemd skips is given up at once, not after a wait", async () => {
  const clock = createManualClock();
  const skipped = () => ({ active: "inactive", sub: "dead", skippedMs: clock.nowMs() }) as const;
  const host = createMemoryHost({
    clock,
    files: { "/etc/systemd/system/demo.service": UNIT },
    services: { "demo.service": { start: skipped } },
  });
  const beganMs = clock.monotonicMs();
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
    code: "UNIT_FAILED",
  });
  assert.equal(clock.monotonicMs(), beganMs);
});

test("a masked unit is not unmasked behind somebody's back", async () => {
  const units = {
    "demo.service": { active: "inactive", sub: "dead", enabled: "masked", restarts: 0 },
  } as const;
  const step = unitEnsure({ id: "demo", unit: "demo.service", want: "started", impact: "none" });
  assert.equal((await verdictOn(step, { units })).is, "blocked");
});

test("a link for good becomes one until the next boot when only that is asked", async () => {
  const host = demoMachine();
  await host.units.enable("demo.service", { scope: "persistent" });
  const step = unitEnsure({
    id: "demo",
    unit: "demo.service",
    want: "started",
    enable: "runtime",
    impact: "none",
  });
  await applied(candidateOf(step), contextOf(host, {}));
  const shown = await host.units.show("demo.service");
  assert.equal(shown.is === "known" && shown.value.enabled, "enabled-runtime");
});

test("a unit that ran before runs again after its files were taken back", async () => {
  const host = demoMachine();
  await host.units.start("demo.service");
  host.manualClock?.advance(1000);
  const config = fileEnsure({
    id: "config",
    path: "/etc/demo.conf",
    template: "new\n",
    readBy: "demo.service",
  });
  const { undo } = await applied(
    { steps: [config, RESTARTED], skipped: [], blocked: [] },
    contextOf(host, {}),
  );
  host.manualClock?.advance(1000);
  await undo();
  assert.equal(host.text("/etc/demo.conf"), "a\n");
  const shown = await host.units.show("demo.service");
  assert.ok(shown.is === "known" && shown.value.active === "active");
  const changed = (await host.files.stat("/etc/demo.conf"))?.modifiedMs ?? Number.NaN;
  assert.ok((shown.value.startedMs ?? 0) >= changed, "it runs with what was taken back");
});
