import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan } from "../../src/engine/index.ts";
import type { RunSlice } from "../../src/session/index.ts";
import { type CliBenchOptions, createCliBench, jsonLines } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";
import { HASH, plannedStep, planOf, runOf, runStep } from "../support/plans.ts";

const TEXT = "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec: {}\n";

/** An engine that has this plan for the document, and starts a run when it is approved. */
function benchFor(plan: Plan, options: CliBenchOptions = {}) {
  const bench = createCliBench({ files: { "host.yaml": TEXT }, ...options });
  bench.hub.answerWith((command) => {
    if (command.do === "plan") {
      return { is: "planned", plan: { plan, documentText: command.documentText } };
    }
    if (command.do !== "approve") return { is: "ok" };
    const run = runOf();
    bench.hub.set("run", run);
    return { is: "run", run };
  });
  return bench;
}

function endWith(bench: ReturnType<typeof benchFor>, run: RunSlice): Promise<void> {
  return eventually("the run", () => bench.hub.snapshot().run !== null).then(() =>
    bench.hub.set("run", run),
  );
}

const done = runStep({ state: "done", attempt: 1, tookMs: 420 });
const succeeded = runOf({
  state: "succeeded",
  message: "the host is as asked",
  endedMs: 1_763_640_042_000,
  steps: [done],
});

test("apply without approval prints the plan with its hash and exits 5, changing nothing", async () => {
  const bench = benchFor(
    planOf({
      steps: [
        plannedStep({
          changes: [
            {
              subject: "/etc/hostname",
              lines: [
                { sign: "-", text: "localhost" },
                { sign: "+", text: "rack12-edge1" },
              ],
            },
          ],
        }),
        plannedStep({
          id: "start",
          title: "Start the node",
          mark: "SERVICE UP",
          undo: "compensate",
        }),
        plannedStep({ id: "wipe", title: "Wipe", impact: "data-loss", undo: "none", commit: true }),
      ],
      skipped: [{ title: "Time", reason: "not managed by the document" }],
    }),
  );
  assert.deepEqual(await bench.run("apply", "-f", "host.yaml"), {
    exitCode: 5,
    stdout: [
      "Plan 3f9a0c11d2e4   3 steps   generation 1",
      "   1 Set the host name to rack12-edge1                   undo exact       100 ms",
      "       /etc/hostname",
      "       - localhost",
      "       + rack12-edge1",
      "   2 Start the node                           SERVICE UP undo by opposite 100 ms",
      "  -- from here on there is no undo, only a new operation --",
      "   3 Wipe                                     DATA LOSS  NO WAY BACK      100 ms",
      "[ -- ] Time: not managed by the document",
      "",
    ].join("\n"),
    stderr:
      "bringup: the plan above was not approved (PLAN_NOT_APPROVED)\n" +
      "Read it, then add --approve 3f9a0c11d2e4 (or --yes).\n",
  });
  assert.deepEqual(
    bench.hub.handled.map((command) => command.do),
    ["plan"],
  );
});

test("apply --yes follows the run to its end and exits 0", async () => {
  const bench = benchFor(planOf());
  const running = bench.run("apply", "-f", "host.yaml", "--yes");
  await eventually("the run", () => bench.hub.snapshot().run !== null);
  bench.hub.set("run", runOf({ steps: [runStep({ state: "running", attempt: 1 })] }));
  bench.hub.set("run", succeeded);
  const { exitCode, stdout } = await running;
  assert.equal(exitCode, 0);
  assert.deepEqual(stdout.split("\n").slice(2), [
    "Run run-1: Apply the document",
    "[ .. ] Set the host name to rack12-edge1   usually 100 ms, at most 10 s",
    "[ OK ] Set the host name to rack12-edge1   420 ms",
    "Run succeeded after 42 s: the host is as asked",
    "",
  ]);
  assert.deepEqual(bench.hub.handled, [
    { do: "plan", documentText: TEXT, secrets: {} },
    { do: "approve", hash: HASH },
  ]);
});

test("apply --approve with the hash of another plan exits 4 and starts nothing", async () => {
  const bench = benchFor(planOf());
  const { exitCode, stderr } = await bench.run(
    "apply",
    "-f",
    "host.yaml",
    "--approve",
    "0".repeat(12),
  );
  assert.equal(exitCode, 4);
  assert.match(stderr, /PLAN_CHANGED/);
  assert.equal(bench.hub.handled.length, 1);
});

test("apply --approve takes the first 12 characters, and no fewer", async () => {
  const short = await benchFor(planOf()).run(
    "apply",
    "-f",
    "host.yaml",
    "--approve",
    HASH.slice(0, 8),
  );
  assert.equal(short.exitCode, 2);
  const bench = benchFor(planOf());
  const running = bench.run(
    "apply",
    "-f",
    "host.yaml",
    "--approve",
    HASH.slice(0, 12).toUpperCase(),
  );
  await endWith(bench, succeeded);
  assert.equal((await running).exitCode, 0);
});

test("a plan without steps: nothing to do, exit 0, with approval or without", async () => {
  const bench = benchFor(planOf({ steps: [] }));
  const { exitCode, stdout } = await bench.run("apply", "-f", "host.yaml");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Nothing to do\./m);
  assert.equal(bench.hub.handled.length, 1);
});

test("a blocked plan exits 5 with what blocks it, even with --yes", async () => {
  const blocked = [{ code: "hardware.memory", message: "4 GiB of memory", hint: "Fit 8 GiB." }];
  const bench = benchFor(planOf({ blocked }));
  const { exitCode, stdout, stderr } = await bench.run("apply", "-f", "host.yaml", "--yes");
  assert.equal(exitCode, 5);
  assert.match(
    stdout,
    /^\[FAIL\] Blocked: 4 GiB of memory \(hardware\.memory\)\n {7}Fit 8 GiB\.$/m,
  );
  assert.equal(stderr, "bringup: 4 GiB of memory (PLAN_BLOCKED)\nFit 8 GiB.\n");
  assert.equal(bench.hub.handled.length, 1);
});

test("an invalid document exits 2 with every problem on a line of its own", async () => {
  const bench = benchFor(planOf());
  const issue = { severity: "error", path: "spec.paused", line: 4, column: 3 } as const;
  bench.hub.answerWith(() => ({
    is: "invalid",
    issues: [
      { ...issue, message: "must be true or false", hint: "Write true." },
      { ...issue, path: "", line: 9, severity: "warning", message: "Odd", hint: "Look at it." },
    ],
  }));
  assert.deepEqual(await bench.run("apply", "-f", "host.yaml", "--yes"), {
    exitCode: 2,
    stdout: "",
    stderr: [
      "host.yaml:4:3 error: spec.paused must be true or false. Write true.",
      "host.yaml:9:3 warning: Odd. Look at it.",
      "bringup: host.yaml: 1 error, 1 warning (DOCUMENT_INVALID)",
      "Correct the lines named above; nothing was changed.",
      "",
    ].join("\n"),
  });
});

test("a run that waits for a person exits 5 with the step that failed and its hint", async () => {
  const bench = benchFor(planOf());
  const running = bench.run("apply", "-f", "host.yaml", "--yes");
  const error = {
    code: "UNIT_FAILED",
    kind: "environment",
    message: "the unit failed",
    hint: "Read the journal of the unit.",
  } as const;
  const failed = runStep({ state: "failed", attempt: 3, tookMs: 900, error });
  await endWith(bench, runOf({ state: "paused", message: "the unit failed", steps: [failed] }));
  const { exitCode, stdout, stderr } = await running;
  assert.equal(exitCode, 5);
  assert.match(
    stdout,
    /^\[FAIL\] Set the host name to rack12-edge1 {3}900 ms, attempt 3\n {7}the unit failed \(UNIT_FAILED\)$/m,
  );
  assert.equal(stderr, "bringup: the unit failed (RUN_STALLED)\nRead the journal of the unit.\n");
});

for (const [where, sentence] of [
  ["agent", "no longer following; the run goes on in the agent"],
  ["in-process", "stopped; the run waits, because no agent is there to go on with it"],
] as const) {
  test(`Ctrl-C during a run (${where}) exits 130 and says what goes on`, async () => {
    const bench = benchFor(planOf(), { where });
    const running = bench.run("apply", "-f", "host.yaml", "--yes");
    await eventually("the run to be followed", () => bench.stdout().includes("Run run-1"));
    bench.interrupt();
    const { exitCode, stderr } = await running;
    assert.equal(exitCode, 130);
    assert.equal(stderr.split("\n")[0], `bringup: ${sentence} (CANCELLED)`);
  });
}

test("a reader that goes away does not end the run it was shown", async () => {
  const bench = benchFor(planOf());
  const running = bench.run("apply", "-f", "host.yaml", "--yes");
  await eventually("the run to be followed", () => bench.stdout().includes("Run run-1"));
  bench.closeReader();
  bench.hub.set("run", runOf({ steps: [runStep({ state: "running", attempt: 1 })] }));
  bench.hub.set("run", succeeded);
  assert.equal((await running).exitCode, 0);
});

test("--json: the plan, then the run as it goes, one object a line", async () => {
  const bench = benchFor(planOf());
  const running = bench.run("apply", "-f", "host.yaml", "--yes", "--json");
  await endWith(bench, succeeded);
  const { stdout } = await running;
  assert.deepEqual(jsonLines(stdout), [
    { plan: planOf() },
    { event: "run", run: runOf() },
    { event: "run", run: succeeded },
  ]);
});

test("the document comes from standard input with -f -, a secret from a file", async () => {
  const bench = benchFor(planOf({ steps: [] }), {
    stdin: TEXT,
    files: { "/root/proxy-password": "s3cret line\n" },
  });
  await bench.run("plan", "-f", "-", "--secret-file", "proxy-password=/root/proxy-password");
  assert.deepEqual(bench.hub.handled, [
    { do: "plan", documentText: TEXT, secrets: { "proxy-password": "s3cret line" } },
  ]);
});

test("a secret typed into the command line is not repeated in the error", async () => {
  const bench = benchFor(planOf());
  const argv = ["plan", "-f", "host.yaml", "--secret-file", "hunter2hunter2"];
  const { exitCode, stderr } = await bench.run(...argv);
  assert.equal(exitCode, 2);
  assert.doesNotMatch(stderr, /hunter2/);
});

test("converge follows the saved document without asking again", async () => {
  const bench = benchFor(planOf());
  bench.hub.set("document", { ...bench.hub.snapshot().document, text: TEXT, generation: 1 });
  const running = bench.run("converge");
  await endWith(bench, succeeded);
  assert.equal((await running).exitCode, 0);
  assert.deepEqual(bench.hub.handled, [
    { do: "plan", documentText: TEXT, secrets: {} },
    { do: "approve", hash: HASH },
  ]);
});
